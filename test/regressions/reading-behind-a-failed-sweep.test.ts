import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { awsRegionReader } from '../../functions/aws/read/region-reader.ts';
import { RetryableError } from '../../functions/core/model/errors.ts';
import { safetyScene } from '../support/safety-scene.ts';

it('reads nothing behind the answer of a sweep that cannot list the Region', async () => {
  const it = await safetyScene();
  const bulk = awsRegionReader(it.clients);
  let isReading = false;
  const usableGroups: typeof it.ports.reader.usableGroups = async (id) => {
    isReading = true;
    await wait(50);
    isReading = false;
    return it.ports.reader.usableGroups(id);
  };
  const throttled = async () => Promise.reject(new RetryableError('throttled', { code: 'throttled' }));

  const reader = { ...it.ports.reader, usableGroups };
  await expect(it.sweep({}, { reader, bulk: { ...bulk, allRules: throttled } })).rejects.toThrow('throttled');
  expect(isReading).toBe(false);
});
