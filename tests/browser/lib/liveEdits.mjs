// How long an edit takes to another device, which is told by its stream of news.
import { line } from './henro.mjs';

const EDITS = 100;
const PAUSE_MS = 500;

const rank = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** From the answer to a saved entry until the other device answers with it: median and p99 in milliseconds. `seen` counts the entries of the day there. */
export async function edits(owner, other, seen, day) {
  const took = [];
  const [own, theirs] = [line(owner), line(other)];
  const news = (after, patience_ms) => theirs.ask('share_watch', { after, patience_ms }).then(({ arrived }) => arrived);
  let had = await seen(theirs.ask);
  for (let turn = 0; turn < EDITS; turn += 1) {
    // As a person writes: not so often that the server takes it for an attack.
    await new Promise((next) => setTimeout(next, PAUSE_MS));
    let arrived = await news(null, 0);
    const body = { kind: 'blood_pressure', systolic: 110 + (turn % 40), diastolic: 70, pulse: null };
    await own.ask('entry_record', { entries: [{ day, minute: null, body }] });
    const begun = performance.now();
    do {
      arrived = await news(arrived, 10_000);
      if (performance.now() - begun > 60_000) throw new Error('an edit did not arrive in a minute');
    } while ((await seen(theirs.ask)) === had);
    took.push(performance.now() - begun);
    had += 1;
  }
  for (const end of [own, theirs]) end.close();
  return [rank(took, 0.5), rank(took, 0.99)];
}
