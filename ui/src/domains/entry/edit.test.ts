import { describe, expect, it } from 'vitest';
import type { EntryBody } from '$lib/backend';
import { bodyFrom, fieldsOf } from './edit';

const reading: EntryBody = { kind: 'blood_pressure', systolic: 128, diastolic: 82, pulse: 66, occasion: 'evening' };

describe('an entry typed over', () => {
  it('comes back the same when nothing was changed', () => {
    const bodies: EntryBody[] = [
      reading,
      { kind: 'measurement', item: 'weight_kg', value: 63.5 },
      { kind: 'diary', text: '晴れ' },
      { kind: 'exercise', activity: 'A01', minutes: 30 },
      { kind: 'steps', count: 5200, source: 'typed' },
      { kind: 'intake', slot: 'lunch', food: 'R002', portion: 1.5 },
      { kind: 'intake', slot: 'lunch', food: '01088', portion: 1.5 },
    ];
    for (const body of bodies) expect(bodyFrom(body, fieldsOf(body))).toEqual(body);
  });

  it('shows a raw food in grams: 1.5 hundreds are 150 g', () => {
    const rice: EntryBody = { kind: 'intake', slot: 'lunch', food: '01088', portion: 1.5 };
    expect(fieldsOf(rice)).toEqual({ grams: '150' });
    expect(bodyFrom(rice, { grams: '１２０' })).toMatchObject({ portion: 1.2 });
  });

  it('lets the pulse be taken out, not the pressures', () => {
    expect(bodyFrom(reading, { ...fieldsOf(reading), pulse: '' })).toMatchObject({ pulse: null });
    expect(bodyFrom(reading, { ...fieldsOf(reading), systolic: '' })).toBeNull();
    expect(bodyFrom(reading, { ...fieldsOf(reading), pulse: 'abc' })).toBeNull();
  });

  it('takes no decimals where there are none', () => {
    expect(bodyFrom({ kind: 'steps', count: 1, source: null }, { count: '1.5' })).toBeNull();
    expect(bodyFrom({ kind: 'diary', text: 'a' }, { text: '  ' })).toBeNull();
  });
});
