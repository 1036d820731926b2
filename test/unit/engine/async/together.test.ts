import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { together } from '../../../../functions/engine/async/together.ts';

it('gives every answer in its place', async () => {
  expect(await together([turn(1), 'two', undefined])).toEqual([1, 'two', undefined]);
  expect(await together([])).toEqual([]);
});

it('rejects with the first failure in order, and only once all work has ended', async () => {
  const ended: string[] = [];
  const slow = turn().then(() => {
    ended.push('slow');
    throw new Error('first');
  });
  await expect(together([slow, Promise.reject(new Error('second'))])).rejects.toThrow('first');
  expect(ended).toEqual(['slow']);
});
