// What the first screen loads stays within 200 kB gzip and the whole interface, every screen of every part, within 520 kB:
// .js, .css, .html and .svg of dist without fonts, each packed alone. The first screen loads the page, what the page names,
// and what that imports.
import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes of the two limits. */
export const LIMITS = { first: 200_000, whole: 520_000 };

/** Files of a built interface: all, and those of the first screen. */
export function measure(dist = new URL('../dist/', import.meta.url)) {
  const read = (file) => readFileSync(new URL(file, dist));
  const all = readdirSync(dist, { recursive: true }).filter((file) => /\.(js|css|html|svg)$/.test(file));
  const first = new Set(['index.html']);
  // A Set also visits what is added on the way.
  for (const file of first) named(read(file).toString(), file, all).forEach((other) => first.add(other));
  const weigh = (files) => files.reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
  return { first: [...first], whole: all, bytes: { first: weigh([...first]), whole: weigh(all) } };
}

/** The files that a file makes the browser load at once: what a page names, and what a script imports by a plain `import`. */
function named(text, file, all) {
  const found = file.endsWith('.html') ? text.matchAll(/(?:src|href)="\.\/([^"]+)"/g) : file.endsWith('.js') ? text.matchAll(/(?:^|[;}\s])(?:import|from)\s*["']([^"']+)["']/g) : [];
  const names = [...found].map(([, name]) => basename(name));
  return all.filter((other) => names.includes(basename(other)));
}

if (import.meta.filename === process.argv[1]) {
  const { bytes, first, whole } = measure();
  console.log(`first screen: ${bytes.first} bytes gzip in ${first.length} files, limit ${LIMITS.first}`);
  console.log(`whole interface: ${bytes.whole} bytes gzip in ${whole.length} files, limit ${LIMITS.whole}`);
  process.exit(bytes.first > LIMITS.first || bytes.whole > LIMITS.whole ? 1 : 0);
}
