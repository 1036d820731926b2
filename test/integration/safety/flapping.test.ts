import { describe, expect, it } from 'vitest';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import { linesSaying, outputLines, parsedLines } from '../../support/engine-lines.ts';
import { idOf, policyText } from '../../support/engine-scene.ts';
import { modifiedBy, roomy, type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';

const minute = 60_000;
const hour = 60 * minute;
const cloudFormation = {
  arn: 'arn:aws:iam::111122223333:role/stack',
  userAgent: 'cloudformation.amazonaws.com',
};

/** Lets a rival put the set back and mountguard fix it, ten minutes apart. */
const fight = async (it: SafetyScene, times: number, rival = terraform) => {
  for (let n = 0; n < times; n++) {
    it.drift();
    await it.changed(it.mountTarget, rival);
    it.clock.pass(10 * minute);
  }
  it.drift();
};

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
    it.drift();
    await it.sweep();
    await it.drain();
    it.drift();
    await it.invoke({ mountTargetIds: [it.mountTarget.id] });
    expect(it.modifies()).toBe(3);
    it.drift();
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [{ status: 'refused', reasons: ['flapping'] }] });
    expect((await it.invoke({ mountTargetIds: [it.mountTarget.id] })).results).toMatchObject([
      { reasons: ['flapping'] },
    ]);
    expect((await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true })).results).toMatchObject([
      { reasons: ['flapping'] },
    ]);
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
    expect(await it.invoke({ release: it.mountTarget.id })).toMatchObject({ released: true });
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

  it('does not hide among writes that failed', async () => {
    const it = await safetyScene({
      policy: policyText('limits: { changesPerMountTarget: { count: 3, within: 12h }, changesPerHour: 999 }'),
    });
    await fight(it, 3);
    const { ledger } = it.ports;
    const { lease } = (await ledger.acquire(idOf(it.mountTarget))) ?? { lease: undefined };
    const [last] = (await ledger.record(idOf(it.mountTarget))).changes;
    if (!lease || !last) throw new Error('expected a lease and a change');
    for (let n = 0; n < 17; n++) {
      it.clock.pass(1000);
      const intent = { ...last, changeId: `failed-${n}`, at: it.clock.now() };
      await ledger.intend(lease, intent);
      await ledger.conclude(lease, intent, { status: 'failed', reasons: [], at: it.clock.now() });
    }
    await ledger.release(lease);
    expect(await it.changed()).toMatchObject({ reasons: ['flapping'] });
  });

  it('is stopped at the highest count that a policy may set', async () => {
    const it = await safetyScene({
      policy: policyText('limits: { changesPerMountTarget: { count: 20, within: 1d } }'),
    });
    await fight(it, 20);
    expect(await it.changed()).toMatchObject({ reasons: ['flapping'] });
    expect(it.modifies()).toBe(20);
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

  it('is named with every other one that takes part', async () => {
    const it = await safetyScene();
    await fight(it, 2);
    await it.changed(it.mountTarget, cloudFormation);
    it.drift();
    const { explanation } = await it.changed();
    expect(explanation).toContain('Terraform');
    expect(explanation).toContain('AWS CloudFormation');
  });
});

describe('who caused it', () => {
  it('comes with the event, and from the ledger where no event says', async () => {
    const it = await safetyScene();
    const causedBy = { kind: 'tool', arn: terraform.arn, tool: 'Terraform' };
    expect(await it.changed()).toMatchObject({ causedBy, previous: null });
    it.drift();
    expect((await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true })).results).toMatchObject([
      { status: 'would-fix', causedBy, previous: [it.wanted.id] },
    ]);
    await it.sweep();
    await it.drain();
    expect(it.findings.at(-1)).toMatchObject({ status: 'fixed', causedBy, previous: [it.wanted.id] });
  });

  it('is unknown where neither says, and nobody is blamed for a set that they did not leave', async () => {
    const it = await safetyScene();
    await it.changed();
    it.aws.world.securityGroups.get(it.wanted.id)?.tags.set('nfs-access', 'staging');
    it.stray.tags.set('nfs-access', 'prod');
    expect((await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true })).results).toMatchObject([
      { status: 'would-fix', causedBy: { kind: 'unknown', arn: null, tool: null }, previous: [it.wanted.id] },
    ]);
  });

  it('is on every result, whatever its status', async () => {
    const it = await safetyScene({ policy: policyText(roomy).replace('environment: "*"', 'nobody: "*"') });
    expect((await it.invoke(modifiedBy(it.mountTarget, cloudFormation))).results).toMatchObject([
      { status: 'unmanaged', causedBy: { kind: 'tool', tool: 'AWS CloudFormation' } },
    ]);
  });
});
