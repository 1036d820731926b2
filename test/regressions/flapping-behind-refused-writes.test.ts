import { expect, it } from 'vitest';
import { policyText } from '../support/engine-scene.ts';
import { roomy, type SafetyScene, safetyScene } from '../support/safety-scene.ts';

const minute = 60_000;
const fixedAtMost = (count: number): string =>
  policyText(roomy.replace('{', `{ changesPerMountTarget: { count: ${count}, within: 2d },`));

/** Has a rival put the set back, which is then put right. */
const fight = async (it: SafetyScene): Promise<void> => {
  it.drift();
  expect(await it.changed()).toMatchObject({ status: 'fixed' });
  it.clock.pass(minute);
  it.drift();
};

/** Has AWS refuse as many writes as a record shows, and one. */
const refusals = async (it: SafetyScene): Promise<void> => {
  it.aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: 'IncorrectMountTargetState', times: 21 });
  for (let n = 0; n < 21; n++) {
    expect(await it.changed()).toMatchObject({ status: 'deferred', reasons: ['lifecycle-state'] });
    it.clock.pass(minute);
  }
};

it('stops a fight after as many fixes as the policy allows, however many writes AWS refused between them', async () => {
  const it = await safetyScene({ policy: fixedAtMost(2) });
  await fight(it);
  await refusals(it);
  await fight(it);
  const writes = it.modifies();

  expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['flapping'] });
  expect(await it.sweep()).toMatchObject({ queued: 0, results: [{ status: 'refused', reasons: ['flapping'] }] });
  expect(it.modifies()).toBe(writes);
});

it('releases a mount target that flaps by fixes which many refused writes have followed', async () => {
  const it = await safetyScene({ policy: fixedAtMost(2) });
  await fight(it);
  await refusals(it);
  it.say(fixedAtMost(1));
  expect(await it.changed()).toMatchObject({ reasons: ['flapping'] });

  expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({ released: true });
  it.clock.pass(1);
  expect(await it.changed()).toMatchObject({ status: 'fixed' });
});
