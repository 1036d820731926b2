import { expect, it } from 'vitest';
import type { Ports } from '../../functions/engine/ports/ports.ts';
import { setGroups } from '../../infra/local/world/storage.ts';
import { ledgerOf } from '../support/engine-ledger.ts';
import { type SafetyScene, safetyScene } from '../support/safety-scene.ts';

/** Ports whose budget is counted so many milliseconds after the last read, and not before the groups were changed. */
const slow = ({ ports, clock, aws, mountTarget }: SafetyScene, ms: number, groupIds: readonly string[]) => {
  const { promise: isRead, resolve } = Promise.withResolvers<void>();
  const attachedGroups: Ports['actuator']['attachedGroups'] = async (id) => {
    const groups = await ports.actuator.attachedGroups(id);
    resolve();
    return groups;
  };
  const spend: Ports['ledger']['spend'] = async (...change) => {
    await isRead;
    setGroups(aws.world, mountTarget.id, groupIds);
    clock.pass(ms);
    return ports.ledger.spend(...change);
  };
  return { actuator: { ...ports.actuator, attachedGroups }, ledger: { ...ports.ledger, spend } };
};

it('writes over no set that was attached while the ledger took its time: it judges that', async () => {
  const it = await safetyScene();
  const both = [it.stray.id, it.wanted.id].sort();

  expect(await it.changed(undefined, undefined, slow(it, 5_000, both))).toMatchObject({ status: 'fixed' });
  expect(await ledgerOf(it)).toMatchObject({ changes: [{ before: both, after: [it.wanted.id] }] });
});

it('writes nothing when it slept until its lease had run out', async () => {
  const it = await safetyScene();
  const before = [it.stray.id];

  const finding = await it.changed(undefined, undefined, slow(it, 3_600_000, before));
  expect(finding).toMatchObject({ status: 'deferred', reasons: ['lease-lost'], before });
  expect((await ledgerOf(it)).changes).toEqual([]);
});
