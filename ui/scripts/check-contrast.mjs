// Recomputes every contrast figure in tokens.css.  npm run check-contrast [--fix]
// A line reads  --name: #rrggbb; /* text|graphic|decor | other 12.3 other2 8.1 */
import { readFileSync, writeFileSync } from "node:fs";

const FLOOR = { text: 7, graphic: 3, decor: 0 };
const file = new URL("../src/styles/tokens.css", import.meta.url);
const fix = process.argv.includes("--fix");
const lines = readFileSync(file, "utf8").split("\n");

const luminance = (hex) => {
  const [r, g, b] = [1, 3, 5]
    .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (hi + 0.05) / (lo + 0.05);
};

const theme = [];           // theme number of each line: a theme starts where --paper is set
const colour = [];          // colours of each theme
for (const [i, line] of lines.entries()) {
  if (/^\s*--paper:/.test(line)) colour.push({});
  theme[i] = colour.length - 1;
  const set = line.match(/^\s*--([\w-]+): (#[0-9a-f]{6});/);
  if (set && theme[i] >= 0) colour[theme[i]][set[1]] = set[2];
}

let pairs = 0, faults = 0;
for (const [i, line] of lines.entries()) {
  const m = line.match(/^(\s*--([\w-]+): (#[0-9a-f]{6});\s*\/\* (text|graphic|decor) \| )(.+)( \*\/.*)$/);
  if (!m) continue;
  const words = m[5].split(" ");
  for (let w = 0; w < words.length; w += 2) {
    const other = colour[theme[i]][words[w]];
    const ratio = other && Math.floor(contrast(m[3], other) * 100) / 100;
    const said = words[w + 1];
    pairs += 1;
    if (!other || ratio < FLOOR[m[4]] || (!fix && Number(said) !== ratio)) {
      faults += 1;
      console.error(`line ${i + 1}: --${m[2]} on --${words[w]}: ${ratio ?? "no such token"}, written ${said}, floor ${FLOOR[m[4]]}`);
    }
    words[w + 1] = String(ratio);
  }
  lines[i] = m[1] + words.join(" ") + m[6];
}
if (fix) writeFileSync(file, lines.join("\n"));
console.log(`${colour.length} themes, ${pairs} pairs, ${faults} faults`);
process.exit(faults ? 1 : 0);
