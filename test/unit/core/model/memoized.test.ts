import { expect, it, vi } from 'vitest';
import { memoized } from '../../../../functions/core/model/memoized.ts';

it('does the work of one key once, under way and after', async () => {
  const work = vi.fn(async (key: string, say: number) => `${key}${say}`);
  const answer = memoized((key: string, _: number) => key, work);
  expect(await Promise.all([answer('a', 1), answer('a', 2), answer('b', 3)])).toEqual(['a1', 'a1', 'b3']);
  expect(await answer('a', 4)).toBe('a1');
  expect(work).toHaveBeenCalledTimes(2);
});

it('keeps a failure too: those who share a question share its answer', async () => {
  const work = vi.fn(() => Promise.reject(new Error('no')));
  const answer = memoized(() => 'key', work);
  expect(await Promise.allSettled([answer(), answer()])).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  expect(work).toHaveBeenCalledTimes(1);
});
