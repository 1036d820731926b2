import { describe, expect, it } from 'vitest';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import { outputLines } from '../../support/engine-lines.ts';
import { policyText } from '../../support/engine-scene.ts';
import { roomy, safetyScene } from '../../support/safety-scene.ts';
import { confirmPlan, takeAsked } from '../../support/safety-steps.ts';
import { sample } from '../../support/samples.ts';

const over = { readOnly: true };
const tight = policyText('limits: { changesPerSweep: { count: 1, percent: 100 } }');
const wouldFix = (it: { readonly wanted: { readonly id: string } }) => ({
  status: 'would-fix',
  after: [it.wanted.id],
  explanation: expect.stringContaining('Writes: off'),
});

describe('a deployment without the right to write', () => {
  it('says of drift what it would write and why it does not, to an event', async () => {
    const it = await safetyScene();
    const { results } = await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true }, over);
    expect(results).toMatchObject([wouldFix(it)]);
    expect(it.modifies()).toBe(0);
  });

  it('answers a real sweep the same way: nothing is queued, and the gate stays as it is', async () => {
    const it = await safetyScene();
    expect(await it.sweep({}, over)).toMatchObject({ checked: 1, queued: 0, results: [wouldFix(it)] });
    expect(it.waiting()).toEqual([]);
    expect(await it.ports.ledger.gate()).toEqual({});
  });

  it('does so also where more drifted than a sweep may change, or everything is paused', async () => {
    for (const policy of [tight, policyText(`${roomy}\npaused: true`)]) {
      const it = await safetyScene({ policy });
      it.addTargets(2, { apart: true });
      expect(await it.sweep({}, over)).toMatchObject({ queued: 0, summary: { refused: 3 } });
      expect(await it.ports.ledger.gate()).toEqual({});
    }
  });

  it('counts a sweep as one that has run, and none as over budget', async () => {
    const it = await safetyScene({ policy: tight });
    it.addTargets(2, { apart: true });
    const lines = outputLines();
    const { journal, metrics } = telemetry({}, it.clock.now);
    await it.sweep(sample('schedule-scheduler'), { ...over, journal });
    metrics.publishStoredMetrics();
    expect(lines.join('\n')).toContain('"Swept"');
    expect(lines.join('\n')).not.toContain('"OverBudget"');
  });

  it('answers what was asked of the region queue, and queues nothing for it', async () => {
    const it = await safetyScene();
    await it.groupEvent('cloudtrail-ec2-authorize-security-group-ingress', it.stray);
    expect(it.asked).toHaveLength(1);
    expect(await it.receiveAsked(takeAsked(it), over)).toEqual([]);
    expect(it.aws.calls.counts()).toMatchObject({ 'efs:DescribeFileSystems': 1 });
    expect(it.waiting()).toEqual([]);
  });

  it('plans as it would with that right: the same fingerprint, which it does not take for a confirmation', async () => {
    const it = await safetyScene();
    const plan = await it.sweep({ dryRun: true }, over);
    expect(plan).toMatchObject({ queued: 0, results: [wouldFix(it)] });
    expect(await it.sweep({ confirm: plan.fingerprint, by: 'ana', reason: 'INC-0' }, over)).toMatchObject({
      queued: 0,
      notConfirmed: expect.stringContaining('Writes: off'),
    });
    expect(await it.ports.ledger.gate()).toEqual({});
    expect((await it.sweep({ dryRun: true })).fingerprint).toBe(plan.fingerprint);
    expect(await confirmPlan(it)).toMatchObject({ queued: 1 });
  });
});
