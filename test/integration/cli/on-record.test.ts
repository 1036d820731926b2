import { expect, it } from 'vitest';
import type { Names } from '../../../functions/cli/orders/names.ts';
import { onRecord } from '../../../functions/cli/report/on-record.ts';
import { fileSystemIdOf } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { safetyScene } from '../../support/safety-scene.ts';
import { hold } from '../../support/safety-steps.ts';

const hour = 3_600_000;
const names: Names = {
  group: (id) => ({ id, name: `group ${id}` }),
  fileSystem: () => 'data',
  zone: () => 'us-east-1a',
};

it('reads the changes, days and holds of a period, with names and whole sentences', async () => {
  const scene = await safetyScene();
  const { clock, fileSystem, mountTarget } = scene;
  const ids = [fileSystemIdOf(fileSystem)];
  const from = clock.now();
  await scene.sweep();
  await scene.drain();
  const until = clock.now() + 72 * hour;
  await hold(scene, mountTarget, { until });
  const period = { from, to: clock.now() + hour };
  const { changes, days, holds, notLookedAt } = await onRecord(scene.ports.ledger, ids, names, period);

  expect(changes).toMatchObject([
    {
      fileSystem: { id: fileSystem.id, name: 'data' },
      mountTarget: { id: mountTarget.id, zone: 'us-east-1a' },
      add: [{ name: expect.stringContaining('group sg-') }],
      remove: [{}],
      keep: [],
      cause: 'sweep',
      status: 'fixed',
      ordered: null,
      undoes: null,
    },
  ]);
  expect(must(changes[0]).seconds).toBeGreaterThanOrEqual(0);
  expect(days).toMatchObject([{ day: '2026-11-01', checked: 1, drifted: 1 }]);
  expect(holds).toMatchObject([{ id: mountTarget.id, name: 'data', until: new Date(until).toISOString() }]);
  expect(notLookedAt).toEqual([]);

  const later = { from, to: until + 1 };
  expect((await onRecord(scene.ports.ledger, ids, names, later)).holds).toEqual([]);
});
