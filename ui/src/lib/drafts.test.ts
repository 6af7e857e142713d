import { beforeEach, describe, expect, it, vi } from 'vitest';

const call = vi.hoisted(() => vi.fn());
vi.mock('$lib/backend', () => ({ call }));
const { Drafts } = await import('./drafts.svelte');

describe('half-typed entries of a day', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    call.mockReset().mockResolvedValue({ drafts: [{ day: '2026-11-21', field: 'line', text: 'うどん' }] });
  });

  it('are written once after a pause, with the newest text', () => {
    const drafts = new Drafts('2026-11-21');
    drafts.keep('pressure', '12//');
    drafts.keep('pressure', '128//');
    vi.advanceTimersByTime(400);
    expect(call.mock.calls).toEqual([['draft_write', { day: '2026-11-21', field: 'pressure', text: '128//' }]]);
  });

  it('for the record of somebody else never mix with those of one\'s own', async () => {
    const record = 'ab'.repeat(16);
    call.mockResolvedValue({ drafts: [{ day: '2026-11-21', field: 'diary', text: 'わたし' }, { day: '2026-11-21', field: `diary@${record.slice(0, 16)}`, text: '母' }] });
    const [own, theirs] = [new Drafts('2026-11-21'), new Drafts('2026-11-21', record)];
    await own.load();
    await theirs.load();
    expect([own.kept, theirs.kept]).toEqual([{ diary: 'わたし' }, { diary: '母' }]);
    theirs.keep('steps', '900');
    theirs.flush();
    expect(call).toHaveBeenLastCalledWith('draft_write', { day: '2026-11-21', field: `steps@${record.slice(0, 16)}`, text: '900' });
  });

  it('are forgotten at once when the entry was saved', () => {
    const drafts = new Drafts('2026-11-21');
    drafts.keep('pressure', '128//');
    vi.advanceTimersByTime(400);
    drafts.keep('pressure', '');
    expect(call).toHaveBeenLastCalledWith('draft_write', { day: '2026-11-21', field: 'pressure', text: '' });
  });

  it('are written when the day is left before the pause is over', () => {
    const drafts = new Drafts('2026-11-21');
    drafts.keep('line', 'うどんと');
    drafts.flush();
    expect(call).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(400);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('do not overwrite what was typed while they were read', async () => {
    const drafts = new Drafts('2026-11-21');
    const reading = drafts.load();
    drafts.keep('line', 'そば');
    await reading;
    expect(drafts.kept.line).toBe('そば');
  });

  it('write nothing when nothing changed', async () => {
    const drafts = new Drafts('2026-11-21');
    await drafts.load();
    drafts.keep('line', 'うどん');
    drafts.keep('pressure', '');
    vi.advanceTimersByTime(400);
    expect(call).toHaveBeenCalledTimes(1);
  });
});
