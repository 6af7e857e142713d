import { describe, expect, it } from 'vitest';
import type { PaperSheetView } from '$lib/backend';
import { begunAs, hasWords, PaperForm } from './form.svelte';

const question = (id: string, answer: string, before?: { choice?: string; words?: string }) => ({
  id, section: '', section_en: '', question: id, question_en: id, answer, options: [], options_en: [], unit: '', attention: [],
  before: before ? { choice: before.choice ?? null, words: before.words ?? null, day: '2026-07-10', from: 'paper' } : null,
});
const sheet = (...questions: ReturnType<typeof question>[]): PaperSheetView => ({
  form: 'vaccine', edition: '2026-11', name: '', name_en: '', source: '', source_en: '', day: '2026-11-22', about: [], person: '', birth: null, sex: null, questions,
});

describe('a paper', () => {
  it('asks what has no answer of before, and keeps nothing until the others are confirmed', () => {
    const form = new PaperForm(sheet(question('V01', 'number'), question('V13', 'yes_no_text', { choice: 'no' })));
    expect(form.asked.map(({ id }) => id)).toEqual(['V01']);
    form.said.V01 = { choice: '', words: '３６．６' };
    expect(form.answers()).toBeUndefined();
    expect(form.unconfirmed).toBe(true);
    form.confirmed = true;
    expect(form.answers()).toEqual([{ question: 'V01', choice: null, words: '36.6' }, { question: 'V13', choice: 'no', words: null }]);
  });

  it('asks again what is changed, with the answer of before in it', () => {
    const form = new PaperForm(sheet(question('V14', 'yes_no_text', { choice: 'yes', words: '卵' })));
    form.change('V14');
    expect(form.before).toEqual([]);
    expect(form.said.V14).toEqual({ choice: 'yes', words: '卵' });
    form.said.V14 = { choice: 'no', words: '卵' };
    // Words of an earlier yes do not stay beside a no.
    expect(form.answers()).toEqual([{ question: 'V14', choice: 'no', words: null }]);
  });

  it('refuses what is no number, and leaves open what is open', () => {
    const form = new PaperForm(sheet(question('V01', 'number'), question('V24', 'text')));
    form.said.V01 = { choice: '', words: '高い' };
    expect(form.answers()).toBeUndefined();
    expect(form.faults).toEqual({ V01: 'number' });
    form.said.V01 = { choice: '', words: '' };
    expect(form.answers()).toEqual([]);
    expect(form.open).toBe(2);
  });

  it('comes back from its draft, and takes nothing from that of another paper', () => {
    const make = (day: string) => new PaperForm({ ...sheet(question('V01', 'number'), question('V13', 'yes_no_text', { choice: 'no' })), day });
    const form = make('2026-11-22');
    form.said.V01 = { choice: '', words: '36.6' };
    form.change('V13');
    expect(begunAs(form.text)).toEqual({ form: 'vaccine', about: [], day: '2026-11-22' });
    const [again, other] = [make('2026-11-22'), make('2026-11-23')];
    again.text = form.text;
    other.text = form.text;
    expect([again.said.V01?.words, again.asked.length]).toEqual(['36.6', 2]);
    expect([other.said.V01?.words, other.asked.length]).toEqual(['', 1]);
    expect(begunAs('{}')).toBeUndefined();
  });

  it('takes what is to be confirmed from the record as it is now, and what was typed from the draft', () => {
    const make = (allergy: { choice: string; words?: string }, fever?: { choice: string }) => new PaperForm(sheet(question('V13', 'yes_no_text', allergy), question('V14', 'yes_no_text', { choice: 'no' }), question('V15', 'yes_no_text', fever)));
    const form = make({ choice: 'no' });
    form.change('V14');
    form.said.V14 = { choice: 'yes', words: '卵' };
    form.said.V15 = { choice: 'yes', words: 'せき' };
    // Days later the record has an allergy, and an answer to what was typed.
    const again = make({ choice: 'yes', words: 'そば' }, { choice: 'no' });
    again.text = form.text;
    expect([again.said.V13, again.before.map(({ id }) => id)]).toEqual([{ choice: 'yes', words: 'そば' }, ['V13']]);
    expect([again.said.V14, again.said.V15]).toEqual([{ choice: 'yes', words: '卵' }, { choice: 'yes', words: 'せき' }]);
    expect(again.asked.map(({ id }) => id)).toEqual(['V14', 'V15']);
  });

  it('that is changed is no draft before something is typed', () => {
    const form = new PaperForm(sheet(question('V01', 'number')), { id: '1', answers: [{ question: 'V01', words: '36.6' }] });
    expect(form.text).toBe('');
    form.said.V01 = { choice: '', words: '36.8' };
    expect(form.text).not.toBe('');
  });

  it('takes no temperature without its point', () => {
    const form = new PaperForm(sheet({ ...question('V01', 'number'), unit: '℃' }));
    form.said.V01 = { choice: '', words: '366' };
    expect([form.answers(), form.faults]).toEqual([undefined, { V01: 'temperature' }]);
    form.said.V01 = { choice: '', words: '３６．６' };
    expect(form.answers()).toEqual([{ question: 'V01', choice: null, words: '36.6' }]);
  });

  it('has words only where they are asked for', () => {
    expect([hasWords('yes_no', 'yes'), hasWords('yes_no_text', 'no'), hasWords('yes_no_date', 'yes'), hasWords('text', '')]).toEqual([false, false, true, true]);
  });
});
