import { beforeEach, expect, test, vi } from 'vitest';

const call = vi.hoisted(() => vi.fn());
vi.mock('$lib/backend', () => ({ call }));
const { SheetCode } = await import('./code.svelte');

beforeEach(() => {
  call.mockReset();
  call.mockResolvedValue({ sheets: [{ wrong: [], right: false }] });
});

test('a sheet of one’s own has ten groups, a family sheet twelve', () => {
  expect(new SheetCode('recovery').groups).toHaveLength(10);
  expect(new SheetCode('family').groups).toHaveLength(12);
});

test('a whole group leads on to the next, a part of one stays', () => {
  const code = new SheetCode('recovery');
  expect(code.write(0, '1234')).toBe(0);
  expect(code.write(0, '12345')).toBe(1);
  expect(code.done).toBe(1);
});

test('full-width digits and what stands between are read', () => {
  const code = new SheetCode('recovery');
  code.write(0, '１２-３ ４５');
  expect(code.groups[0]).toBe('12345');
});

test('a pasted code fills group after group and nothing beyond the last', () => {
  const code = new SheetCode('recovery');
  expect(code.write(0, '12345 67890 11111')).toBe(3);
  expect(code.groups.slice(0, 4)).toEqual(['12345', '67890', '11111', '']);
  expect(code.write(8, '22222 33333 44444')).toBe(9);
  expect(code.groups.slice(8)).toEqual(['22222', '33333']);
});

test('a sixth digit begins the next group', () => {
  const code = new SheetCode('recovery');
  expect(code.write(0, '123456')).toBe(1);
  expect(code.groups.slice(0, 2)).toEqual(['12345', '6']);
});

test('only a whole group is called wrong, and no longer once it is typed over', async () => {
  call.mockResolvedValue({ sheets: [{ wrong: [1, 2, 3], right: false }] });
  const code = new SheetCode('recovery');
  code.write(0, '12345');
  await vi.waitFor(() => expect(code.wrong).toEqual([1]));
  // What is missing is sent as one digit, so that the places stay told apart.
  expect(call).toHaveBeenLastCalledWith('sheet_check', { kind: 'recovery', codes: ['12345 0 0 0 0 0 0 0 0 0'] });
  code.write(0, '1234');
  expect(code.wrong).toEqual([]);
});
