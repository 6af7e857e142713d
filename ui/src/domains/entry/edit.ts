import type { EntryBody, EntryView } from '$lib/backend';
import { isFood } from '$lib/entry';
import { plainDigits } from '$lib/i18n/format';

/** The fields of an entry as text, in the order they are shown. */
export type FieldName = 'systolic' | 'diastolic' | 'pulse' | 'value' | 'minutes' | 'count' | 'portion' | 'grams' | 'text' | 'name';
export type Fields = Partial<Record<FieldName, string>>;

/** What can be typed over in an entry. 体調 has a choice instead of fields. */
export function fieldsOf(body: EntryBody): Fields {
  switch (body.kind) {
    case 'blood_pressure':
      return { systolic: String(body.systolic), diastolic: String(body.diastolic), pulse: body.pulse ? String(body.pulse) : '' };
    case 'measurement':
      return { value: String(body.value) };
    case 'condition':
      return {};
    case 'diary':
      return { text: body.text };
    case 'exercise':
      return { minutes: String(body.minutes) };
    case 'steps':
      return { count: String(body.count) };
    case 'intake':
      return isFood(body.food) ? { grams: String(Math.round(body.portion * 100)) } : { portion: String(body.portion) };
    case 'own_dish':
      return { name: body.name };
  }
}

/** The entry with its fields typed over; null while a field is no number. The core judges the value itself. */
export function bodyFrom(before: EntryBody, fields: Fields): EntryBody | null {
  switch (before.kind) {
    case 'blood_pressure': {
      const [systolic, diastolic] = [number(fields.systolic), number(fields.diastolic)];
      const pulse = fields.pulse?.trim() ? number(fields.pulse) : null;
      if (systolic === null || diastolic === null || (fields.pulse?.trim() && pulse === null)) return null;
      return { ...before, systolic, diastolic, pulse };
    }
    case 'measurement':
      return withNumber(fields.value, (value) => ({ ...before, value }), true);
    case 'condition':
      return before;
    case 'diary':
      return fields.text?.trim() ? { ...before, text: fields.text.trim() } : null;
    case 'exercise':
      return withNumber(fields.minutes, (minutes) => ({ ...before, minutes }));
    case 'steps':
      return withNumber(fields.count, (count) => ({ ...before, count }));
    case 'intake': {
      if (isFood(before.food)) return withNumber(fields.grams, (grams) => ({ ...before, portion: grams / 100 }), true);
      return withNumber(fields.portion, (portion) => ({ ...before, portion }), true);
    }
    case 'own_dish':
      return fields.name?.trim() ? { ...before, name: fields.name.trim() } : null;
  }
}

/** What an entry said before it is changed, ready to be written back. */
export function asDraft(entry: EntryView) {
  return { day: entry.day, minute: entry.minute ?? null, body: entry.body };
}

function withNumber(text: string | undefined, make: (value: number) => EntryBody, decimals = false): EntryBody | null {
  const value = number(text, decimals);
  return value === null ? null : make(value);
}

function number(text: string | undefined, decimals = false): number | null {
  const plain = plainDigits(text ?? '').replaceAll(',', '');
  if (!(decimals ? /^\d+(\.\d+)?$/ : /^\d+$/).test(plain)) return null;
  return Number(plain);
}
