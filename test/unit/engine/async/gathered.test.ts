import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { gathered } from '../../../../functions/engine/async/gathered.ts';

const lengths = () =>
  vi.fn(async (words: readonly string[]) => new Map(words.flatMap((it) => (it === '?' ? [] : [[it, it.length]]))));

it('asks once for what is asked together, and about each only once', async () => {
  const ask = lengths();
  const lengthOf = gathered(ask);
  expect(await Promise.all(['a', 'bb', '?', 'a'].map(lengthOf))).toEqual([1, 2, undefined, 1]);
  expect(ask.mock.calls).toEqual([[['a', 'bb', '?']]]);
});

it('asks anew for what is asked later, also while the call before is under way', async () => {
  const ask = lengths();
  const lengthOf = gathered(async (words: readonly string[]) => {
    await turn();
    return ask(words);
  });
  const first = lengthOf('a');
  await Promise.resolve().then(() => {});
  expect(await Promise.all([first, lengthOf('a')])).toEqual([1, 1]);
  expect(ask).toHaveBeenCalledTimes(2);
});

it('fails for all who asked together when the call does, and for none after', async () => {
  const ask = lengths().mockRejectedValueOnce(new Error('no'));
  const lengthOf = gathered(ask);
  expect(await Promise.allSettled(['a', 'bb'].map(lengthOf))).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  expect(await lengthOf('a')).toBe(1);
});
