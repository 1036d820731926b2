import { expect, it } from 'vitest';
import { setGroups } from '../../infra/local/world/storage.ts';
import { must } from '../support/must.ts';
import { safetyScene, terraform } from '../support/safety-scene.ts';

it('holds the file system of a change that did not verify although the ledger does not take how it ended', async () => {
  const region = await safetyScene();
  const [sibling] = region.addTargets(1);
  region.aws.faults.after('efs:ModifyMountTargetSecurityGroups', () =>
    setGroups(region.aws.world, region.mountTarget.id, [region.stray.id]),
  );
  const ledger = { ...region.ports.ledger, conclude: () => Promise.reject(new Error('no ledger')) };

  const finding = await region.changed(region.mountTarget, terraform, { ledger });

  expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'] });
  expect(finding.explanation).toContain('not on record');
  expect(await region.changed(must(sibling))).toMatchObject({ status: 'refused', reasons: ['held'] });
});
