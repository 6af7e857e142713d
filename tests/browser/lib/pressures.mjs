// Blood pressures of today, beside the page.
import { ask } from './henro.mjs';

/** The systolic values a served record has of today, lowest first. */
export async function pressures(url) {
  const { today } = await ask(url, 'record_status');
  const { entries } = await ask(url, 'entry_list', { from: today, to: today, kinds: ['blood_pressure'] });
  return entries.map((entry) => entry.body.systolic).sort();
}

/** Writes one more. */
export async function writePressure(url, systolic) {
  const { today } = await ask(url, 'record_status');
  const body = { kind: 'blood_pressure', systolic, diastolic: 82, pulse: null };
  await ask(url, 'entry_record', { entries: [{ day: today, minute: null, body }] });
}
