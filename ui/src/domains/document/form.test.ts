import { describe, expect, it } from 'vitest';
import type { DocumentView } from '$lib/backend';
import { DocumentForm, draftLine, MOST_PAGES } from './form.svelte';

const page = (name: string) => ({ name, pdf: false });
const before: DocumentView = { id: '1', day: '2026-10-01', drawn: 7, body: { paper: 'result', title: '血液', issuer: null, pages: [page('a')], words: null } };

describe('a paper about to be kept', () => {
  it('is of a day that has been and says something', () => {
    const form = new DocumentForm('2026-11-22');
    expect(form.body('2026-11-22')).toBeUndefined();
    expect(form.fault).toBe('nothing');
    form.texts.words = ' 熱が続く ';
    expect(form.body('2026-11-22')).toEqual({ paper: 'referral', title: null, issuer: null, pages: [], words: '熱が続く' });
    form.texts.day = '2026-11-23';
    expect([form.body('2026-11-22'), form.fault]).toEqual([undefined, 'future']);
    form.texts.day = '';
    expect([form.body('2026-11-22'), form.fault]).toEqual([undefined, 'day']);
  });

  it('keeps its pages in the order they were put in', () => {
    const form = new DocumentForm('2026-11-22');
    for (const name of ['a', 'b', 'c']) form.add(page(name));
    form.earlier(2);
    form.earlier(0);
    form.remove(0);
    expect(form.body('2026-11-22')?.pages?.map(({ name }) => name)).toEqual(['c', 'b']);
    expect(form.room).toBe(MOST_PAGES - 2);
  });

  it('is a draft once something was typed, and comes back from it with its pages', () => {
    const form = new DocumentForm('2026-11-22', before);
    expect(form.text).toBe('');
    form.texts.title = '血液検査';
    form.add(page('b'));
    const again = new DocumentForm('2026-11-22', { ...before, drawn: 9 });
    again.text = form.text;
    expect([again.texts.title, again.pages.length, again.drawn, again.kind]).toEqual(['血液検査', 2, 7, 'result']);
    expect(draftLine(form.text)).toBe('血液検査');
  });

  it('comes back without a page that was taken out elsewhere meanwhile', () => {
    const form = new DocumentForm('2026-11-22', before);
    form.add(page('b'));
    const again = new DocumentForm('2026-11-22', { ...before, body: { ...before.body, pages: [page('c')] } });
    again.text = form.text;
    expect(again.pages.map(({ name }) => name)).toEqual(['b']);
    const later = new DocumentForm('2026-11-22', { ...before, body: { ...before.body, pages: [page('c')] } });
    later.text = again.text;
    expect(later.pages).toEqual(again.pages);
  });

  it('is called by its kind and its pages where nothing was written', () => {
    const form = new DocumentForm('2026-11-22');
    form.add(page('a'));
    expect(draftLine(form.text)).toBe('紹介状、1枚');
  });

  it('takes nothing from a draft that is none', () => {
    const form = new DocumentForm('2026-11-22');
    for (const bad of ['x', '{"pages":[1,null,{"name":2}],"kind":"none","words":3}']) form.text = bad;
    expect([form.pages, form.kind, form.texts.words]).toEqual([[], 'referral', '']);
    expect(draftLine('x')).toBe('');
  });
});
