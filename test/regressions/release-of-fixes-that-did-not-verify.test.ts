import { expect, it } from 'vitest';
import { setGroups } from '../../infra/local/world/storage.ts';
import { safetyScene } from '../support/safety-scene.ts';

it('releases a mount target that flaps by fixes of which a rival was quicker than the reading back', async () => {
  const it = await safetyScene();
  for (let n = 0; n < 3; n++) {
    it.aws.faults.after('efs:ModifyMountTargetSecurityGroups', () =>
      setGroups(it.aws.world, it.mountTarget.id, [it.stray.id, it.wanted.id]),
    );
    expect(await it.changed()).toMatchObject({ status: 'failed', reasons: ['not-verified'] });
    it.drift();
    await it.invoke({ release: it.fileSystem.id, by: 'ana', reason: 'INC-0' });
    it.clock.pass(60_000);
  }
  expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['flapping'] });

  expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({ released: true });
  it.clock.pass(1);
  expect(await it.changed()).toMatchObject({ status: 'fixed' });
});
