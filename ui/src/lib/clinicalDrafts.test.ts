import { beforeEach, describe, expect, it, vi } from 'vitest';

const call = vi.hoisted(() => vi.fn());
const session = vi.hoisted(() => ({ status: { clinical: 'open' } }));
const people = vi.hoisted(() => ({ now: 'me' }));
vi.mock('$lib/backend', () => ({ call }));
vi.mock('$lib/session.svelte', () => ({ session }));
vi.mock('$lib/subject.svelte', () => ({ people }));
const { ClinicalDraft, forgetWaiting } = await import('./clinicalDrafts.svelte');

const written = () => call.mock.calls.filter(([name]) => name === 'clinical_draft_write').map(([, ask]) => ask.text);

describe('a half-typed form about something medical', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    forgetWaiting();
    session.status.clinical = 'open';
    people.now = 'me';
    call.mockReset().mockResolvedValue({ drafts: [] });
  });

  it('is written once after a pause, with the newest text, and forgotten at once', async () => {
    const draft = new ClinicalDraft('problem/conditions');
    draft.keep('ぜ');
    draft.keep('ぜん');
    await vi.advanceTimersByTimeAsync(300);
    expect(call.mock.calls).toEqual([['clinical_draft_write', { form: 'problem/conditions', text: 'ぜん' }]]);
    draft.keep('');
    expect(written()).toEqual(['ぜん', '']);
  });

  it('waits while the medical half is closed, and is written when it opens again', async () => {
    const draft = new ClinicalDraft('problem/conditions');
    draft.keep('ぜんそく');
    session.status.clinical = 'closed';
    await vi.advanceTimersByTimeAsync(300);
    draft.flush();
    expect(written()).toEqual([]);
    session.status.clinical = 'open';
    expect(await new ClinicalDraft('problem/conditions').load()).toBe('ぜんそく');
    expect(written()).toEqual(['ぜんそく']);
  });

  it('waits also when the core says first that it is closed', async () => {
    call.mockRejectedValue(new Error('clinical_locked'));
    new ClinicalDraft('problem/blood').keep('A');
    await vi.advanceTimersByTimeAsync(300);
    call.mockResolvedValue({ drafts: [] });
    expect(await new ClinicalDraft('problem/blood').load()).toBe('A');
  });

  it('of one person is never written into the record of another, nor seen there', async () => {
    const draft = new ClinicalDraft('problem/conditions');
    draft.keep('わたしの病気');
    people.now = 'ab'.repeat(16);
    draft.flush();
    expect(written()).toEqual([]);
    expect(await new ClinicalDraft('problem/conditions').load()).toBe('');
  });

  it('does not stay with the page once the record is locked', async () => {
    session.status.clinical = 'closed';
    new ClinicalDraft('problem/conditions').keep('ぜんそく');
    forgetWaiting();
    session.status.clinical = 'open';
    expect(await new ClinicalDraft('problem/conditions').load()).toBe('');
  });
});
