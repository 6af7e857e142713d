import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
const [out, ...files] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking'] });
const p = await b.newPage({ viewport: { width: 100, height: 100 } });
await p.setContent('<body style="margin:0;display:inline-flex;align-items:flex-start;gap:6px;background:#888">' + files.map((f) => `<img src="data:image/png;base64,${readFileSync(f).toString('base64')}">`).join(''));
await p.waitForTimeout(200);
await p.locator('body').screenshot({ path: out });
await b.close();
