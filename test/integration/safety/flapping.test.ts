import { describe, expect, it } from 'vitest';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { linesSaying, outputLines, parsedLines } from '../../support/engine-lines.ts';
import { fileSystemIdOf, policyText } from '../../support/engine-scene.ts';
import { modifiedBy, roomy, type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';
import { losing } from '../../support/safety-steps.ts';

const minute = 60_000;
const hour = 60 * minute;
const cloudFormation = {
  arn: 'arn:aws:iam::111122223333:role/stack',
  userAgent: 'cloudformation.amazonaws.com',
};
const unknown = { kind: 'unknown', arn: null, tool: null };

/** Lets a rival put the set back and mountguard fix it, ten minutes apart. */
const fight = async (it: SafetyScene, times: number, rival = terraform) => {
  for (let n = 0; n < times; n++) {
    it.drift();
    await it.changed(it.mountTarget, rival);
    it.clock.pass(10 * minute);
  }
  it.drift();
};

/** Has the mount target looked at because a person asks, so that no event names anybody. */
const looked = async (it: SafetyScene, say: object = {}) =>
  (await it.invoke({ mountTargetIds: [it.mountTarget.id], ...say })).results;

describe('a rival that keeps putting a set back', () => {
  it('is fixed three times within the hour, then left alone and named with its tool and both sets', async () => {
    const it = await safetyScene();
    await fight(it, 3);
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'refused', reasons: ['flapping'], after: [it.stray.id] });
    for (const part of ['Terraform', terraform.arn, it.stray.id, it.wanted.id, `{"release": "${it.mountTarget.id}"}`])
      expect(finding.explanation).toContain(part);
    expect(it.modifies()).toBe(3);
  });

  it('is left alone whoever finds the drift: work from the sweep, a person, a process of its own', async () => {
    const it = await safetyScene();
    await fight(it, 1);
    await it.sweep();
    await it.drain();
    it.drift();
    await looked(it);
    it.drift();
    const flapping = [{ status: 'refused', reasons: ['flapping'] }];
    expect(await it.sweep()).toMatchObject({ queued: 0, results: flapping });
    expect(await looked(it)).toMatchObject(flapping);
    expect(await looked(it, { dryRun: true })).toMatchObject(flapping);
    expect(it.modifies()).toBe(3);
  });

  it('is left alone also when many invocations see it at once', async () => {
    const it = await safetyScene();
    await fight(it, 2);
    const rounds = Array.from({ length: 6 }, async () => {
      it.drift();
      return it.changed();
    });
    await Promise.all(rounds);
    for (let n = 0; n < 3; n++) {
      it.drift();
      await it.changed();
    }
    expect(it.modifies()).toBe(3);
  });

  it('is fixed again once the window is over, and not a moment sooner', async () => {
    const it = await safetyScene();
    const start = it.clock.now();
    await fight(it, 3);
    it.clock.pass(start + hour - 1 - it.clock.now());
    expect(await it.changed()).toMatchObject({ reasons: ['flapping'] });
    it.clock.pass(1);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('is fixed again after a release by hand, until it has done so as often again', async () => {
    const it = await safetyScene();
    await fight(it, 3);
    expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: true,
    });
    it.clock.pass(1);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    it.clock.pass(1);
    await fight(it, 2);
    expect(await it.changed()).toMatchObject({ reasons: ['flapping'] });
    expect(it.modifies()).toBe(6);
  });

  it('stops nothing on another mount target', async () => {
    const it = await safetyScene();
    const [other] = it.addTargets(1);
    await fight(it, 3);
    expect(await it.changed()).toMatchObject({ reasons: ['flapping'] });
    expect(await it.changed(other)).toMatchObject({ status: 'fixed' });
  });

  it('does not hide among writes that AWS refused', async () => {
    const it = await safetyScene();
    await fight(it, 3);
    await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' });
    it.clock.pass(1);
    for (let n = 0; n < 3; n++) {
      it.aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: 'BadRequest' });
      expect(await it.changed()).toMatchObject({ status: 'failed', reasons: ['bad-request'] });
      expect(await it.changed()).toMatchObject({ status: 'fixed' });
      it.drift();
    }
    expect(await it.changed()).toMatchObject({ reasons: ['flapping'] });
  });

  it('is stopped at the highest count that a policy may set', async () => {
    const it = await safetyScene({
      policy: policyText('limits: { changesPerMountTarget: { count: 10, within: 1d } }'),
    });
    await fight(it, 10);
    expect(await it.changed()).toMatchObject({ reasons: ['flapping'] });
    expect(it.modifies()).toBe(10);
  });

  it('is stopped also under a rule whose name begins like that of an undoing', async () => {
    const it = await safetyScene({ policy: policyText(roomy).replace('shared-data', 'revert of legacy groups') });
    await fight(it, 3);
    expect(await it.changed()).toMatchObject({ reasons: ['flapping'], rule: 'revert of legacy groups' });
    it.clock.pass(1);
    const { results } = await it.invoke({
      revert: it.mountTarget.id,
      until: '2026-12-31',
      by: 'ana',
      reason: 'x',
      dryRun: true,
    });
    expect(results).toMatchObject([{ status: 'compliant', reasons: ['reverted'] }]);
  });

  it('raises a metric at each look', async () => {
    const it = await safetyScene();
    await fight(it, 3);
    const lines = outputLines();
    const { journal, metrics } = telemetry({}, it.clock.now);
    await it.changed(it.mountTarget, terraform, { journal });
    metrics.publishStoredMetrics();
    expect(linesSaying('decided', lines)).toMatchObject([{ reasons: ['flapping'] }]);
    expect(parsedLines(lines)).toContainEqual(expect.objectContaining({ Flapping: 1 }));
  });

  it('is named with every other one that takes part, and one that no event named is called unknown', async () => {
    const it = await safetyScene();
    await fight(it, 2);
    await it.changed(it.mountTarget, cloudFormation);
    it.drift();
    const { explanation } = await it.changed();
    expect(explanation).toContain(`AWS CloudFormation (${cloudFormation.arn}), Terraform (${terraform.arn}) keeps`);
    const other = await safetyScene();
    for (let n = 0; n < 3; n++) {
      await looked(other);
      other.drift();
    }
    expect((await other.changed()).explanation).toContain(`an unknown caller keeps setting ${other.stray.id}`);
  });
});

describe('what looks like a rival and is none', () => {
  it('is a policy that is changed, and changed back, again and again', async () => {
    const it = await safetyScene();
    const other = addGroup(it.aws.world, { name: 'other', rules: [{ peer: { cidrIpv4: '10.0.0.0/8' } }] });
    const wantsOther = policyText(roomy).replace(/securityGroups: .*/, `securityGroups: [{ id: ${other.id} }]`);
    for (const text of Array.from({ length: 6 }, () => [policyText(roomy), wantsOther]).flat()) {
      it.say(text);
      expect(await it.changed()).toMatchObject({ status: 'fixed' });
      it.clock.pass(minute);
    }
  });

  it('is a write that was rolled back: the next one starts from the set that was restored', async () => {
    const it = await safetyScene();
    for (let n = 0; n < 4; n++) {
      expect(await it.changed(it.mountTarget, terraform, losing(it))).toMatchObject({ reasons: ['not-verified'] });
      it.clock.pass(1);
      await it.ports.ledger.releaseHold(fileSystemIdOf(it.fileSystem), fileSystemIdOf(it.fileSystem), it.clock.now());
    }
  });

  it('is a revert, after which the policy wins again', async () => {
    const it = await safetyScene({ policy: policyText('limits: { changesPerMountTarget: { count: 2 } }') });
    await it.changed();
    await it.invoke({ revert: it.mountTarget.id, until: '2026-11-01', by: 'ana', reason: 'INC-1' });
    it.clock.pass(12 * hour);
    for (let n = 0; n < 2; n++) {
      expect(await it.changed()).toMatchObject({ status: 'fixed' });
      it.drift();
    }
  });
});

describe('who caused it', () => {
  it('comes with the event; it is not guessed where no event says', async () => {
    const it = await safetyScene();
    const causedBy = { kind: 'tool', arn: terraform.arn, tool: 'Terraform' };
    expect(await it.changed()).toMatchObject({ causedBy, previous: null });
    it.drift();
    const previous = [it.wanted.id];
    expect(await looked(it, { dryRun: true })).toMatchObject([{ status: 'would-fix', causedBy: unknown, previous }]);
    await it.sweep();
    await it.drain();
    expect(it.findings.at(-1)).toMatchObject({ status: 'fixed', causedBy: unknown, previous });
  });

  it('is nobody whose event says other groups than are attached, nor one whose change ours has overtaken', async () => {
    const it = await safetyScene();
    const at = it.clock.now();
    const event = (say: object) => modifiedBy(it.mountTarget, cloudFormation, say);
    const results = async (say: object) => (await it.invoke(event(say))).results;
    expect(await results({ at, groups: [it.wanted.id] })).toMatchObject([{ status: 'fixed', causedBy: unknown }]);
    it.clock.pass(minute);
    setGroups(it.aws.world, it.mountTarget.id, [it.stray.id]);
    expect(await results({ at: at - 1, groups: [it.stray.id] })).toMatchObject([
      { status: 'fixed', causedBy: unknown },
    ]);
    it.drift();
    expect(await results({ at: it.clock.now(), groups: [it.stray.id] })).toMatchObject([
      { status: 'fixed', causedBy: { tool: 'AWS CloudFormation' } },
    ]);
  });

  it('is on every result, whatever its status', async () => {
    const it = await safetyScene({ policy: policyText(roomy).replace('environment: "*"', 'nobody: "*"') });
    expect((await it.invoke(modifiedBy(it.mountTarget, cloudFormation))).results).toMatchObject([
      { status: 'unmanaged', causedBy: { kind: 'tool', tool: 'AWS CloudFormation' } },
    ]);
  });
});
