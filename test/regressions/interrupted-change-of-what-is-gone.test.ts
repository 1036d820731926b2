import { DeleteMountTargetCommand } from '@aws-sdk/client-efs';
import { expect, it } from 'vitest';
import { crash } from '../support/engine-crash.ts';
import { ledgerOf } from '../support/engine-ledger.ts';
import { safetyScene } from '../support/safety-scene.ts';

it('concludes the first change of a mount target that is gone before its writer could', async () => {
  const it = await safetyScene();
  const { here, reached } = crash();
  const { attachedGroups } = it.ports.actuator;
  void it.changed(it.mountTarget, undefined, { actuator: { attachedGroups, replaceGroups: here } });
  await reached;
  await it.clients.efs().send(new DeleteMountTargetCommand({ MountTargetId: it.mountTarget.id }));
  it.clock.pass(180_000);

  expect(await it.sweep()).toMatchObject({ queued: 1 });
  await it.drain();
  expect(await ledgerOf(it)).toMatchObject({ changes: [{ status: 'gone', reasons: ['interrupted'] }] });
  expect((await ledgerOf(it)).state).not.toHaveProperty('intent');
  expect(await it.sweep()).toMatchObject({ queued: 0 });
});
