// The whole interface without fonts stays within 200 kB gzip: every .js, .css and .html of dist, each packed alone.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 200_000;
const dist = new URL('../dist/', import.meta.url);
const files = readdirSync(dist, { recursive: true }).filter((file) => /\.(js|css|html|svg)$/.test(file));
const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
console.log(`bundle: ${bytes} bytes gzip in ${files.length} files, limit ${LIMIT}`);
process.exit(bytes > LIMIT ? 1 : 0);
