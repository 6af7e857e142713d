import { describe, expect, it } from 'vitest';
import { encode } from 'uqr';
import type { ClinicalBody, ClinicalFound, EntryView, SharedBeside, SharedMedical } from '$lib/backend';
import { lang } from '$lib/i18n/index.svelte';
import { cleanCode, numberGroups, squaresPath } from './code';
import { addMonths, Consent, daysOf } from './consent.svelte';
import { byPart, cellsOf, foundIn, undecidedIn } from './medical';
import { momentParts, momentText } from './moment';
import { byDay, inOrder, others, SECTIONS } from './sections';

const entry = (id: string, day: string, minute: number | null, body: EntryView['body'], deleted = false): EntryView => ({ id, day, minute, body, deleted, edited: false, nutrients: [], recorded_ms: 0 });
const steps = { kind: 'steps', count: 5000, source: 'typed' } as EntryView['body'];
const weight = { kind: 'measurement', item: 'weight_kg', value: 58.6 } as EntryView['body'];

describe('a consent while it is formed', () => {
  it('asks for nothing while nothing is chosen', () => {
    expect(new Consent('ab').ask('2026-11-22')).toBeNull();
  });

  it('has three months preset, and the part of the page one came from', () => {
    // 22 Nov to 22 Feb: 8 + 31 + 31 + 22
    expect(new Consent('ab', 'vitals').ask('2026-11-22')).toMatchObject({ to: 'ab', sections: ['vitals'], role: 'read', days: 92, past: true });
  });

  it('for a carer reads and writes what is of every day, for a year', () => {
    const consent = new Consent('ab');
    consent.care('介護');
    expect(consent.ask('2026-11-22')).toEqual({ to: 'ab', sections: ['vitals', 'activity', 'meals', 'diary'], role: 'append', past: true, days: 365, purpose: '介護' });
  });

  it('names the parts in the order of the book, whatever the order of the taps', () => {
    const consent = new Consent('ab');
    for (const section of ['profile', 'meals', 'vitals', 'profile'] as const) consent.toggle(section);
    expect(consent.sections).toEqual(['vitals', 'meals']);
  });

  it('has no end until it is stopped', () => {
    expect(daysOf('open', '2026-11-22')).toBeNull();
  });

  it('ends on the day that is typed, from tomorrow to ten years ahead, and waits for it', () => {
    const consent = new Consent('ab', 'vitals');
    consent.period = 'day';
    const daysFor = (day: string) => {
      consent.day = day;
      return consent.ask('2026-11-22')?.days;
    };
    expect(['', '2026-11-22', '2026-11-21', '2036-11-30', 'x'].map(daysFor)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(['2026-11-23', '2026-12-24', '2036-11-29'].map(daysFor)).toEqual([1, 32, 3660]);
  });

  it('ends on the last day of a shorter month', () => {
    expect(addMonths('2027-01-31', 1)).toBe('2027-02-28');
    expect(addMonths('2028-01-31', 1)).toBe('2028-02-29');
    expect(daysOf('year', '2027-11-22')).toBe(366); // across 29 February 2028
  });
});

describe('what is seen of a record', () => {
  it('comes by day, newest first, then by part and time, without what was deleted', () => {
    const days = byDay([entry('a', '2026-11-20', 480, steps), entry('b', '2026-11-21', null, weight), entry('c', '2026-11-21', 600, steps), entry('d', '2026-11-21', 420, weight), entry('e', '2026-11-22', 1, weight, true)]);
    expect(days.map(({ day }) => day)).toEqual(['2026-11-21', '2026-11-20']);
    expect(days[0]?.parts.map(({ section, entries }) => [section, entries.map(({ id }) => id)])).toEqual([['vitals', ['d', 'b']], ['activity', ['c']]]);
  });

  it('together with what is hidden is the whole', () => {
    expect(inOrder([...others(['meals', 'profile']), 'profile', 'meals'])).toEqual(SECTIONS);
  });
});

describe('what somebody is shown of the medical half', () => {
  const said = (body: ClinicalBody, language: 'ja' | 'en' = 'ja') => {
    lang.now = language;
    return foundIn(body, { language, today: '2026-11-22' });
  };
  const found = (value: ClinicalFound) => said({ kind: 'result', item: { set: 'jlac10', code: '5C070000002306201' }, value });

  it('keeps where the true value lies beside the number', () => {
    const signs = (['less', 'at_most', 'at_least', 'greater'] as const).map((comparator) => found({ kind: 'quantity', number: '0.3', comparator, unit: 'mg/dL' }));
    expect(signs).toEqual(['<0.3 mg/dL', '≤0.3 mg/dL', '≥0.3 mg/dL', '>0.3 mg/dL']);
  });

  it('has no word where there is no unit, and the unit of the source before our own', () => {
    expect([found({ kind: 'quantity', number: '1.2' }), found({ kind: 'quantity', number: '1.2', unit: null, unit_as_written: null })]).toEqual(['1.2', '1.2']);
    expect(found({ kind: 'quantity', number: '128', unit: 'mm[Hg]', unit_as_written: 'mmHg' })).toBe('128 mmHg');
  });

  it('says codes in words, words as they are, and that there is nothing', () => {
    expect([found({ kind: 'coded', list: 'oid:1', code: '3', words: '＋', ordered: true }), found({ kind: 'text', text: '異常なし' }), found({ kind: 'absent', reason: 'not_done' })]).toEqual(['＋', '異常なし', '—']);
    expect(said({ kind: 'growth', item: { set: 'own', code: 'growth_weight' }, value: { kind: 'quantity', number: '5.1', unit: 'kg' } })).toBe('5.1 kg');
  });

  it('says of a problem what it is, how bad, whose, and from when to when', () => {
    const problem = (more: object) => ({ kind: 'problem', problem: 'condition', words: '', ...more }) as ClinicalBody;
    expect(said(problem({ problem: 'family_history', relation: '母' }))).toBe('家族の病気 / 母');
    expect(said(problem({ problem: 'drug_allergy', severity: 'life_threatening', reaction: '息苦しさ' }))).toBe('薬のアレルギー / 命にかかわる / 息苦しさ');
    expect(said(problem({ since: '2010-04-01', until: '2020-03-31' }))).toBe('病気 / 2010年4月1日から / 2020年3月31日まで');
    expect(said(problem({ problem: 'food_allergy', severity: 'severe', note: 'only raw' }), 'en')).toBe('Food allergy / Severe / only raw');
    expect(said(problem({ problem: 'procedure', since: '2010-04-01', place: 'みどり病院' }))).toBe('手術・処置 / みどり病院 / 2010年4月1日');
  });

  it('says of a dose and a sheet what stands on them', () => {
    expect(said({ kind: 'dose', vaccine: 'BCG', lot: 'AB1', clinic: 'みどり診療所', note: null })).toBe('AB1 / みどり診療所');
    expect(said({ kind: 'report', sheet: 'checkup', physician: '架空 一郎', note: '再検査' })).toBe('架空 一郎 / 再検査');
  });
});

describe('a paper that is shown', () => {
  const paper = (more: object) => ({ section: 'documents', entry: { id: '1', day: '2026-10-05', body: { kind: 'document', paper: 'referral', ...more }, recorded_ms: 0, edited: false, deleted: false }, title: '', title_en: '', author: null, beside: [] }) as unknown as SharedMedical;
  const style = { language: 'ja' as const, today: '2026-11-22' };

  it('has a place of its own among the parts', () => {
    expect(byPart([paper({})]).map(({ section }) => section)).toEqual(['documents']);
  });

  it('says its kind once, how many pages it has, and how its words begin', () => {
    lang.now = 'ja';
    expect(cellsOf(paper({ issuer: 'みどり診療所', pages: [{ name: 'a', pdf: false }] }), style).slice(1)).toEqual(['紹介状', 'みどり診療所 / 1枚']);
    expect(foundIn({ kind: 'document', paper: 'referral', title: '小児科へ', words: 'あ'.repeat(81) } as ClinicalBody, style)).toBe(`紹介状 / ${'あ'.repeat(80)}…`);
  });
});

describe('what nobody has decided in a record that is shown', () => {
  const of = (day: string, body: object, title: string) => ({ entry: { id: '1', day, body, recorded_ms: 0, edited: true, deleted: false }, title, title_en: title });
  const shown = (one: object, beside: object[]) => ({ section: 'problems', ...one, author: null, beside }) as unknown as SharedMedical;
  const side = (question: string, one: object) => ({ question, ...one }) as unknown as SharedBeside;
  const problem = (more: object) => ({ kind: 'problem', problem: 'food_allergy', words: 'そば', ...more });
  const style = { language: 'ja' as const, today: '2026-11-22' };

  it('stands there with every value and never with one alone', () => {
    lang.now = 'ja';
    const one = shown(of('2026-11-20', problem({ severity: 'mild', reaction: 'かゆみ' }), 'そば'), [side('severity', of('2026-11-20', problem({ severity: 'life_threatening', reaction: 'かゆみ' }), 'そば'))]);
    expect(undecidedIn(one, style)).toEqual(['重さ：「軽い」か「命にかかわる」']);
    expect(cellsOf(one, style)).toEqual(['11月20日', 'そば', '重さ：「軽い」か「命にかかわる」 / 食べもののアレルギー / かゆみ']);
  });

  it('has both names, and both days of a dose', () => {
    const names = shown(of('2026-11-20', problem({}), 'そば'), [side('what', of('2026-11-20', problem({ problem: 'drug_allergy', words: 'ペニシリン' }), 'ペニシリン'))]);
    expect(cellsOf(names, style)).toEqual(['11月20日', 'そば / ペニシリン', '名前：「食べもの：そば」か「薬：ペニシリン」']);
    const bcg = { kind: 'dose', vaccine: 'BCG', lot: 'A1' };
    const days = shown(of('2026-05-04', bcg, 'BCG'), [side('day', of('2026-05-05', bcg, 'BCG'))]);
    expect(cellsOf(days, style)).toEqual(['5月4日 / 5月5日', 'BCG', '受けた日：「5月4日」か「5月5日」 / A1']);
  });
});

describe('a pregnancy that is shown', () => {
  const cells = (body: object, title = 'x') => cellsOf({ section: 'checkups', entry: { id: '1', day: '2026-11-20', body, recorded_ms: 0, edited: false, deleted: false }, title, title_en: title, author: null, beside: [] } as unknown as SharedMedical, { language: lang.now, today: '2026-11-22' }).slice(1);
  const result = (code: string, value: object) => ({ kind: 'result', item: { set: 'own', code }, value });

  it('is called as the pages of its person call it', () => {
    lang.now = 'ja';
    const quantity = (number: string, unit: string) => ({ kind: 'quantity', number, unit, unit_as_written: unit });
    expect(cells(result('pregnancy_systolic', quantity('118', 'mm[Hg]')))).toEqual(['最高血圧', '118 mmHg']);
    expect(cells(result('pregnancy_fetal_heart', quantity('146', '/min')))).toEqual(['胎児心拍', '146 回/分']);
    expect(cells(result('pregnancy_urine_protein', { kind: 'coded', list: 'own', code: 'plus1', words: '＋', ordered: true }))).toEqual(['尿蛋白', '＋']);
    expect(cells({ kind: 'report', sheet: 'child_checkup', institution: 'みどり医院' }, 'みどり医院')).toEqual(['乳幼児健診', 'みどり医院']);
    expect(cells({ kind: 'report', sheet: 'pregnancy_checkup', institution: 'みどり医院', note: '順調' }, 'みどり医院')).toEqual(['妊婦健診', 'みどり医院 / 順調']);
    const days = [{ question: 'due', words: '2027-03-01' }, { question: 'next', words: '2026-12-01' }, { question: 'past 2020-01-01', words: '2019-12-30' }];
    expect(cells({ kind: 'paper', form: 'pregnancy_days', edition: '', about: [], answers: days }, 'pregnancy_days')).toEqual(['妊婦健診', '出産予定日：2027年3月1日 / 次の予約の日：12月1日']);
    lang.now = 'en';
    expect(cells(result('pregnancy_oedema', { kind: 'coded', list: 'own', code: 'none', words: '−', ordered: true }))).toEqual(['Swelling', '−']);
    lang.now = 'ja';
  });

  it('leaves the codes of others as they are', () => {
    expect(cells({ ...result('pregnancy_weight', { kind: 'text', text: '58' }), item: { set: 'local:a', code: 'pregnancy_weight' } }, '体重（院内）')).toEqual(['体重（院内）', '58']);
  });
});

describe('what people hand to each other', () => {
  it('is a code without what mail puts between', () => {
    expect(cleanCode(' henro1:AB\n  CD\u200B９ ')).toBe('henro1:ABCD9');
  });

  it('is a number in groups of five', () => {
    expect(numberGroups('12345 67890\n00001')).toEqual(['12345', '67890', '00001']);
    expect(numberGroups('')).toEqual([]);
  });

  it('is a picture that covers just the dark squares', () => {
    expect(squaresPath([[true, true, false, true], [false, false, false, false]])).toBe('M0 0h2v1h-2zM3 0h1v1h-1z');
    const { data, size } = encode('henro', { border: 4 });
    const dark = data.flat().filter(Boolean).length;
    const drawn = [...squaresPath(data).matchAll(/h(\d+)v/g)].reduce((sum, [, wide]) => sum + Number(wide), 0);
    expect([data.length, drawn]).toEqual([size, dark]);
  });
});

describe('a moment', () => {
  it('is a day and a time where the person is', () => {
    const ms = new Date(2026, 10, 22, 8, 5).getTime();
    expect(momentParts(ms)).toEqual({ day: '2026-11-22', minute: 485 });
    expect(momentText(ms, { language: 'ja', today: '2026-11-22' })).toBe('8:05');
    expect(momentText(ms, { language: 'ja', today: '2026-11-23' })).toBe('11月22日 8:05');
  });
});
