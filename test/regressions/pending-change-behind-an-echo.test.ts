import { expect, it } from 'vitest';
import { interfaceOf, setGroups } from '../../infra/local/world/storage.ts';
import { dieAt } from '../support/engine-crash.ts';
import { ledgerOf } from '../support/engine-ledger.ts';
import { leaseMs, scene } from '../support/engine-scene.ts';

it('finishes an interrupted change although its result looks like the echo of the fix before it', async () => {
  const it = await scene();
  await it.look();
  setGroups(it.aws.world, it.mountTarget.id, [it.stray.id]);
  // The writer dies between its write and its outcome.
  const interrupted = { ...it.ports.ledger, conclude: () => Promise.reject(new Error('died')) };
  await it.look({}, { ledger: interrupted });
  expect(it.groups()).toEqual([it.wanted.id]);

  const networkInterfaceIds = [interfaceOf(it.aws.world, it.mountTarget).id];
  const finding = await it.look({ mountTargetIds: [], networkInterfaceIds, cause: 'ModifyNetworkInterfaceAttribute' });

  expect(finding).toMatchObject({ status: 'fixed', reasons: ['interrupted'] });
  expect((await ledgerOf(it)).state).not.toHaveProperty('intent');
});

it('comes back for a change that is pending while somebody else holds the lease, although the groups are right', async () => {
  const it = await scene();
  await dieAt(it, 'after', 'efs:ModifyMountTargetSecurityGroups');

  expect(await it.look()).toMatchObject({ status: 'deferred', reasons: ['lease-held'] });

  it.clock.pass(leaseMs);
  expect(await it.look()).toMatchObject({ status: 'fixed', reasons: ['interrupted'] });
  expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'fixed' }]);
});
