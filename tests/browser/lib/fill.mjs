// A record with something on every screen, written through the page's own door: a month of an invented person.
import { PERSON, rpc } from './words.mjs';

/** The clock of the journeys that need one: an evening, so that the whole day lies behind. */
export const EVENING = '2026-11-22T19:40+09:00';

/** `before('2026-11-22', 1)` is 2026-11-21. */
export function before(day, days) {
  return new Date(Date.parse(`${day}T00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

/** An early morning: today is still empty, and a reading is usually written about now. */
export const MORNING = '2026-11-22T06:50+09:00';

/** Makes the record and writes `days` days of it, the newest `newest` days ago; no record may have been made yet. */
export async function fillRecord(page, url, { days = 30, newest = 0 } = {}) {
  const { today } = await rpc(page, url, 'record_create', PERSON);
  await rpc(page, url, 'profile_write', { name: PERSON.name, birth: '1956-05-03', sex: 'female', activity: 'normal' });
  await write(page, url, before(today, newest), [{ kind: 'measurement', item: 'height_cm', value: 154 }]);
  const entries = Array.from({ length: days }, (_, at) => ofDay(before(today, at + newest), at)).flat();
  for (let at = 0; at < entries.length; at += 200) {
    await rpc(page, url, 'entry_record', { confirmed: true, entries: entries.slice(at, at + 200) });
  }
  const { ids } = await write(page, url, before(today, newest), [{ kind: 'diary', text: '取り消すために書いた一行' }]);
  await rpc(page, url, 'entry_delete', { ids });
  await write(page, url, before(today, newest), [
    { kind: 'own_dish', name: '母のちらしずし', parts: [{ food: 'R002', portion: 0.5 }] },
  ]);
  return today;
}

/** Writes bodies on a day. */
export function write(page, url, day, bodies, minute = 480) {
  return rpc(page, url, 'entry_record', { confirmed: true, entries: bodies.map((body) => ({ day, minute, body })) });
}

/** What one day holds; values go up and down with `ago` so that charts have a shape. */
function ofDay(day, ago) {
  const wave = ago % 7;
  const at = (minute, body) => ({ day, minute, body });
  return [
    at(400, { kind: 'blood_pressure', systolic: 124 + 2 * wave, diastolic: 76 + wave, pulse: 64 + wave, occasion: 'morning' }),
    at(402, { kind: 'measurement', item: 'weight_kg', value: 58 + wave / 10 }),
    at(404, { kind: 'measurement', item: 'temperature_c', value: 36.3 + wave / 10 }),
    at(450, { kind: 'intake', food: 'R002', portion: 1, slot: 'breakfast' }),
    at(720, { kind: 'intake', food: '01088', portion: 1.5, slot: 'lunch' }),
    at(1000, { kind: 'steps', count: 6000 + 500 * wave }),
    at(1100, { kind: 'condition', level: 1 + (ago % 3) }),
    at(1150, { kind: 'diary', text: `${ago}日前の一行。孫と公園へ` }),
    at(1170, { kind: 'blood_pressure', systolic: 120 + wave, diastolic: 74 + wave, pulse: 66, occasion: 'evening' }),
  ];
}
