import { describe, expect, it } from 'vitest';
import type { ProblemBody } from '$lib/backend';
import { draftLine, ProblemForm } from './form.svelte';

const TODAY = '2026-11-22';
const egg: ProblemBody = { problem: 'food_allergy', code: { set: 'own', code: 'EGG' }, words: '卵', severity: 'severe', reaction: 'じんましん', since: null, until: '2025-01-01', number: null, place: '学校', relation: null, note: null };

describe('a form about something that stays with a person', () => {
  it('writes nothing without words, nor a future day, nor an end before its beginning', () => {
    const form = new ProblemForm('condition');
    expect(form.body(TODAY)).toBeUndefined();
    expect(form.fault).toEqual({ field: 'words', why: 'words' });
    form.texts.words = ' ぜんそく ';
    form.texts.since = '2026-11-23';
    expect(form.body(TODAY)).toBeUndefined();
    expect(form.fault?.field).toBe('since');
    form.texts.since = '2026-11-22';
    form.texts.until = '2026-11-21';
    expect(form.body(TODAY)).toBeUndefined();
    expect(form.fault?.field).toBe('until');
    form.texts.until = '';
    expect(form.body(TODAY)).toMatchObject({ problem: 'condition', words: 'ぜんそく', since: '2026-11-22', until: null, severity: null });
    expect(form.fault).toBeUndefined();
  });

  it('takes a year, or a year and month, and says what is none', () => {
    const form = new ProblemForm('condition');
    form.texts.words = '高血圧';
    for (const [typed, since] of [['2015', '2015'], ['2015-3', '2015-03'], ['2026', '2026'], ['', null]] as const) {
      form.texts.since = typed;
      expect(form.body(TODAY)?.since).toBe(since);
    }
    for (const [typed, why] of [['15', 'since'], ['2015-13', 'since'], ['2027', 'future'], ['2026-12', 'future']] as const) {
      form.texts.since = typed;
      expect(form.body(TODAY)).toBeUndefined();
      expect(form.fault).toEqual({ field: 'since', why });
    }
  });

  it('lets a paper begin on a day to come', () => {
    const form = new ProblemForm('insurance');
    form.texts.words = '国保';
    form.texts.since = '2026-12-01';
    expect(form.body(TODAY)).toMatchObject({ since: '2026-12-01' });
  });

  it('keeps what it does not usually ask, and the code as long as the words stay', () => {
    const form = new ProblemForm('food_allergy', egg);
    expect(form.fields).toEqual(['severity', 'reaction', 'since', 'place', 'until', 'note']);
    expect(form.body(TODAY)).toEqual(egg);
    form.texts.words = 'うずらの卵';
    expect(form.body(TODAY)?.code).toBeNull();
  });

  it('is a draft once something was typed, and comes back from it', () => {
    const form = new ProblemForm('food_allergy', egg);
    expect(form.text).toBe('');
    form.kind = 'drug_allergy';
    form.texts.note = '夜に';
    const again = new ProblemForm('food_allergy', egg);
    again.text = form.text;
    expect([again.kind, again.severity, again.texts.note, again.texts.place]).toEqual(['drug_allergy', 'severe', '夜に', '学校']);
    expect(draftLine(form.text)).toContain('卵');
  });

  it('takes nothing from a draft that is none, nor a kind of another group', () => {
    const form = new ProblemForm('condition');
    for (const bad of ['x', '1', 'null', '{"kind":"insurance","words":3,"severity":"very"}']) form.text = bad;
    expect([form.kind, form.severity, form.texts.words]).toEqual(['condition', 'none', '']);
    expect(draftLine('x')).toBe('');
  });

  it('keeps with a draft what stood there when it was begun', () => {
    const first = new ProblemForm('food_allergy', egg, 7);
    first.texts.words = '卵と牛乳';
    const later = new ProblemForm('food_allergy', egg, 12);
    expect(later.drawn).toBe(12);
    later.text = first.text;
    expect([later.drawn, later.texts.words]).toEqual([7, '卵と牛乳']);
    expect(new ProblemForm('food_allergy').text).toBe('');
  });
});
