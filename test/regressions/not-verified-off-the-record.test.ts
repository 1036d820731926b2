import { expect, it } from 'vitest';
import { RetryableError } from '../../functions/core/model/errors.ts';
import { setGroups } from '../../infra/local/world/storage.ts';
import { message } from '../support/engine-events.ts';
import { must } from '../support/must.ts';
import { modifiedBy, safetyScene, terraform } from '../support/safety-scene.ts';

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

it('comes back to what did not verify when the ledger takes neither how it ended nor the hold, and puts it right then', async () => {
  const region = await safetyScene();
  region.aws.faults.after('efs:ModifyMountTargetSecurityGroups', () =>
    setGroups(region.aws.world, region.mountTarget.id, [region.stray.id]),
  );
  const away = () => Promise.reject(new RetryableError('the ledger is away', { code: 'throttled' }));
  const ledger = { ...region.ports.ledger, conclude: away, hold: away };
  const delivery = [message('m-1', modifiedBy(region.mountTarget, terraform))];

  expect(await region.receive(delivery, { ledger })).toEqual(['m-1']);
  region.clock.pass(60_000);
  expect(await region.receive(delivery)).toEqual([]);
  expect(region.groups()).toEqual([region.wanted.id]);
});
