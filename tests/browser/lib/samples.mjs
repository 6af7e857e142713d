// The requests that every face of the core is asked, shared with the Rust journey `parity`.
import { readFileSync } from 'node:fs';

export const SAMPLES = JSON.parse(readFileSync(new URL('../../fixtures/samples.json', import.meta.url), 'utf8'));

/** What makes a record where there is none. */
export const MAKE = SAMPLES.make;
/** On that record, locked: what is refused while it is open, then every other command. */
export const THEN = [['record_unlock', { password: '$password' }], ...SAMPLES.refused, ['record_lock', {}], ...SAMPLES.steps];

/** The names of commands that have a sample which can succeed. */
const names = [...MAKE, ...SAMPLES.steps, ...SAMPLES.refused].map(([name]) => name);
/** The commands that are asked; `tea_make` is none. */
export const TRIED = new Set(names.filter((name) => name !== 'tea_make'));

/**
 * Asks everything of a list through `ask(name, body)`, which answers `{ reply }` or `{ refused }`, and answers all of
 * `{ name, request, answer }`. `csv` is the path of a file that holds `SAMPLES.csv`.
 */
export async function askAll(list, csv, ask) {
  const ran = [];
  for (const [name, sample] of list) {
    const request = fill(sample, csv, ran);
    ran.push({ name, request, answer: await ask(name, request) });
  }
  return ran;
}

/** A request with what its `$` words stand for: `$password`, `$csv`, `$command.place.in.its.reply`. */
function fill(value, csv, ran) {
  if (Array.isArray(value)) return value.map((item) => fill(item, csv, ran));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, csv, ran)]));
  }
  if (typeof value !== 'string' || !value.startsWith('$')) return value;
  if (value === '$password') return SAMPLES.password;
  if (value === '$csv') return csv;
  const [name, ...place] = value.slice(1).split('.');
  const { answer } = ran.findLast((one) => one.name === name && 'reply' in one.answer);
  return place.reduce((inner, key) => inner[key], answer.reply);
}
