import { expect, it } from 'vitest';
import { interfaceOf } from '../../infra/local/world/storage.ts';
import { eventAbout } from '../support/engine-events.ts';
import { type SafetyScene, safetyScene } from '../support/safety-scene.ts';

/** What is found when EC2 tells that EFS changed the mount target's interface. */
const echo = async ({ invoke, aws, mountTarget }: SafetyScene) => {
  const { id: networkInterfaceId } = interfaceOf(aws.world, mountTarget);
  const name = 'cloudtrail-ec2-modify-network-interface-attribute-by-efs';
  return (await invoke(eventAbout(name, { networkInterfaceId }))).results;
};

it('does not call the set that a restore brought back compliant because the restore was our own', async () => {
  const it = await safetyScene();
  it.aws.faults.set({ staleReads: { reads: 5 } });
  it.aws.faults.after('efs:ModifyMountTargetSecurityGroups', () => it.aws.faults.set({}));
  expect(await it.changed()).toMatchObject({ status: 'failed', reasons: ['not-verified'] });
  expect(it.groups()).toEqual([it.stray.id]);

  expect(await echo(it)).toMatchObject([{ status: 'refused', reasons: ['held'], rule: 'shared-data' }]);
});

it('does not call the set that a revert brought back compliant because the revert was our own', async () => {
  const it = await safetyScene();
  await it.changed();
  await it.invoke({ revert: it.mountTarget.id, until: '2026-12-31', by: 'ana', reason: 'INC-7' });
  expect(it.groups()).toEqual([it.stray.id]);

  expect(await echo(it)).toMatchObject([{ status: 'refused', reasons: ['held'], rule: 'shared-data' }]);
});
