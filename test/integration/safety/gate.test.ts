import { describe, expect, it } from 'vitest';
import { awsRegionReader } from '../../../functions/aws/read/region-reader.ts';
import type { SweepPorts } from '../../../functions/engine/sweep/sweep.ts';
import { message, workMessage } from '../../support/engine-events.ts';
import { policyText } from '../../support/engine-scene.ts';
import { roomy, type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';
import {
  confirmPlan,
  endings,
  meanwhile,
  noAnswer,
  revertOf,
  takeAsked,
  three,
  writing,
} from '../../support/safety-steps.ts';
import { instantly } from '../../support/virtual-time.ts';

const hour = 3_600_000;
const open = policyText(roomy);
const pausedText = policyText(`${roomy}\npaused: true`);
const unconfirmed = { status: 'refused', reasons: ['unconfirmed'] };

describe.each([
  { by: 'the policy', policy: pausedText, over: {} },
  { by: 'the environment', policy: open, over: { paused: true } },
])('a pause by $by', ({ policy, over }) => {
  const paused = { status: 'refused', reasons: ['paused'] };

  it('is obeyed by events, and named', async () => {
    const it = await safetyScene({ policy });
    expect(await it.changed(it.mountTarget, terraform, over)).toMatchObject({ ...paused, after: [it.stray.id] });
    expect(it.modifies()).toBe(0);
  });

  it('is obeyed by the sweep, which queues nothing', async () => {
    const it = await safetyScene({ policy });
    expect(await it.sweep({}, over)).toMatchObject({ queued: 0, results: [paused] });
    expect(it.waiting()).toEqual([]);
  });

  it('is obeyed by work that was queued before it, which leaves the queue', async () => {
    const it = await safetyScene();
    expect(await it.sweep()).toMatchObject({ queued: 1 });
    it.say(policy);
    await it.drain(over);
    expect(it.findings).toMatchObject([paused]);
    expect([it.modifies(), it.waiting().length]).toEqual([0, 0]);
  });

  it('is obeyed by a confirmation, and by an order to revert unless that says otherwise', async () => {
    const it = await safetyScene();
    await it.changed();
    it.say(policy);
    for (const dryRun of [true, false])
      expect((await it.invoke(revertOf(it.mountTarget, { dryRun }), over)).results).toMatchObject([paused]);
    it.drift();
    expect(await confirmPlan(it, over)).toMatchObject({ queued: 0, results: [paused] });
    expect(it.modifies()).toBe(1);
    it.say(open);
    await confirmPlan(it);
    await it.drain();
    it.say(policy);
    const despite = revertOf(it.mountTarget, { despite: ['paused'] });
    expect((await it.invoke(despite, over)).results).toMatchObject([{ status: 'fixed', after: [it.stray.id] }]);
  });

  it('leaves everything as it is until a plan is confirmed', async () => {
    const it = await safetyScene({ policy });
    await it.changed(it.mountTarget, terraform, over);
    it.say(open);
    expect(await it.changed()).toMatchObject(unconfirmed);
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [unconfirmed] });
    expect(it.modifies()).toBe(0);
    expect(await confirmPlan(it)).toMatchObject({ queued: 1 });
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
    it.drift();
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it.each([{ mountTargetIds: ['fsmt-0123456789abcdef0'] }, revertOf({ id: 'fsmt-0123456789abcdef0' })])(
    'leaves its trace whatever is asked for meanwhile, unless that is a dry run: %o',
    async (payload) => {
      const it = await safetyScene({ policy });
      await it.invoke({ ...payload, dryRun: true }, over);
      await it.sweep({ dryRun: true }, over);
      it.say(open);
      expect(await it.changed()).toMatchObject({ status: 'fixed' });
      it.say(policy);
      await it.invoke(payload, over);
      it.say(open);
      it.drift();
      expect(await it.changed()).toMatchObject(unconfirmed);
    },
  );
});

describe('a fingerprint', () => {
  /** A scene whose gate a pause has closed. */
  const closed = async () => {
    const it = await safetyScene({ policy: pausedText });
    await it.sweep();
    it.say(open);
    return it;
  };

  it('is refused when the plan has changed since, and the new fingerprint is told to those who read the plan', async () => {
    const it = await closed();
    const { fingerprint } = await it.sweep({ dryRun: true });
    it.addTargets(1, { apart: true });
    const answer = await it.sweep({ confirm: fingerprint, by: 'ana', reason: 'INC-0' });
    expect(answer).toMatchObject({ queued: 0, summary: { refused: 2 } });
    expect(answer.notConfirmed).toContain('read a new dry run');
    const now = (await it.sweep({ dryRun: true })).fingerprint;
    expect(now).not.toBe(fingerprint);
    expect(answer.fingerprint).toBe('');
    // By what would be written, the right one could be computed.
    expect(answer).toMatchObject({ results: [], omitted: 2 });
    expect(answer).not.toHaveProperty('plan');
    expect(JSON.stringify(answer)).not.toContain(now);
    expect(await it.sweep({ confirm: now, by: 'ana', reason: 'INC-0' })).toMatchObject({ queued: 2 });
  });

  it('is another under another policy, though the changes are the same', async () => {
    const it = await closed();
    const { fingerprint } = await it.sweep({ dryRun: true });
    it.say(policyText(`${roomy}\nsafety: { nfsCutOff: warn }`));
    expect(await it.sweep({ confirm: fingerprint, by: 'ana', reason: 'INC-0' })).toMatchObject({ queued: 0 });
  });

  it('that is made up confirms nothing', async () => {
    const it = await closed();
    expect(await it.sweep({ confirm: '000000000000', by: 'ana', reason: 'INC-0' })).toMatchObject({ queued: 0 });
    await expect(it.sweep({ confirm: true, by: 'ana', reason: 'INC-0' })).rejects.toThrow(/12 hexadecimal digits/);
    await expect(it.sweep({ confirm: '', by: 'ana', reason: 'INC-0' })).rejects.toThrow(/12 hexadecimal digits/);
    expect(await it.changed()).toMatchObject(unconfirmed);
  });
});

describe('the hourly budget', () => {
  const oneAnHour = policyText('limits: { changesPerHour: 1, changesPerSweep: { count: 99, percent: 100 } }');

  it('stops everything once it is used up, whatever the path, until a plan is confirmed', async () => {
    const it = await safetyScene({ policy: oneAnHour });
    it.addTargets(2, { apart: true });
    expect(await it.sweep()).toMatchObject({ queued: 3 });
    await it.drain();
    expect(it.findings.map(({ status }) => status).toSorted()).toEqual(['fixed', 'refused', 'refused']);
    it.clock.pass(2 * hour);
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [unconfirmed, {}] });
    expect(it.modifies()).toBe(1);
    expect(await confirmPlan(it)).toMatchObject({ queued: 2 });
    await it.drain();
    expect(it.modifies()).toBe(2);
  });

  it('holds for mount targets that are written at the same time', async () => {
    const it = await safetyScene({ policy: oneAnHour });
    const more = it.addTargets(4, { apart: true });
    await Promise.all([it.mountTarget, ...more].map((each) => it.changed(each)));
    expect(it.modifies()).toBe(1);
  });
});

describe('a policy that no sweep has measured', () => {
  const tight = policyText('limits: { changesPerSweep: { count: 2, percent: 100 } }');
  const otherTight = `${tight}\nsafety: { nfsCutOff: warn }`;
  const question = { cause: 'policy-change', securityGroupIds: [], prefixListIds: [] };

  /** So many mount targets of file systems of their own, all drifted. */
  const fleet = async (count: number, policy = tight) => {
    const it = await safetyScene({ policy });
    const all = [it.mountTarget, ...it.addTargets(count - 1, { apart: true })];
    return {
      ...it,
      all,
      driftAll: () => all.map(it.drift),
      /** Has each looked at by an invocation of its own, one after the other; how often each ending came about. */
      eachChanged: async () => {
        const found = [];
        for (const each of all) found.push(await it.changed(each));
        return endings(found);
      },
    };
  };
  /** The same where all is right and measured. */
  const settled = async (count: number) => {
    const it = await fleet(count);
    await confirmPlan(it);
    await it.drain();
    expect(await it.sweep()).toMatchObject({ summary: { compliant: count } });
    return it;
  };

  it('also the first, changes as many mount targets as one sweep may, and asks for one', async () => {
    const it = await fleet(4);
    expect(await it.eachChanged()).toEqual(['deferred unmeasured', 'deferred unmeasured', 'fixed', 'fixed']);
    expect(await it.eachChanged()).toEqual(['compliant', 'compliant', 'deferred unmeasured', 'deferred unmeasured']);
    expect([it.modifies(), it.asked]).toEqual([2, [question]]);
  });

  it('does so also when many invocations look at once', async () => {
    const it = await fleet(6);
    const found = await Promise.all(it.all.map((each) => it.changed(each)));
    expect(endings(found)).toEqual([...Array(4).fill('deferred unmeasured'), 'fixed', 'fixed']);
    expect(it.asked).toEqual([question]);
  });

  it('is asked about also by a look that finds nothing to change, and by no dry run', async () => {
    const it = await settled(1);
    it.say(otherTight);
    await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true });
    expect(it.asked).toEqual([]);
    for (let n = 0; n < 2; n++) expect(await it.changed()).toMatchObject({ status: 'compliant' });
    expect(it.asked).toEqual([question]);
  });

  it('works all the same where the question is not taken', async () => {
    const it = await fleet(3);
    const regionQueue = { ask: () => Promise.reject(new Error('no queue')) };
    expect(await it.changed(it.mountTarget, terraform, { regionQueue })).toMatchObject({ status: 'fixed' });
    expect(it.warnings).toEqual([expect.stringContaining('no sweep could be asked for to measure the policy')]);
  });

  it('is in force once the sweep that was asked for has found it within the budget', async () => {
    const it = await settled(4);
    it.say(otherTight);
    it.drift();
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    expect(await it.receiveAsked(takeAsked(it))).toEqual([]);
    it.driftAll();
    expect(await it.eachChanged()).toEqual(Array(4).fill('fixed'));
    expect(it.asked).toEqual([]);
  });

  it('closes the gate when a sweep finds it over the budget, until that plan is confirmed', async () => {
    const it = await fleet(3);
    expect(await it.sweep()).toMatchObject({ queued: 0, summary: { refused: 3 } });
    expect(await it.eachChanged()).toEqual(Array(3).fill('refused unconfirmed'));
    expect((await it.ports.ledger.gate()).closed).toMatchObject({ reason: 'over-budget' });
    expect(await confirmPlan(it)).toMatchObject({ queued: 3 });
    await it.drain();
    expect(it.modifies()).toBe(3);
    it.driftAll();
    expect(await it.eachChanged()).toEqual(Array(3).fill('fixed'));
  });

  it('is also one that comes back', async () => {
    const it = await settled(3);
    it.say(otherTight);
    await it.sweep();
    it.say(tight);
    it.driftAll();
    expect(await it.eachChanged()).toEqual(['deferred unmeasured', 'fixed', 'fixed']);
    it.say(otherTight);
    it.driftAll();
    expect(await it.eachChanged()).toEqual(Array(3).fill('fixed'));
  });

  it('lets a revert pass that may change nothing more', async () => {
    const it = await fleet(3, policyText('limits: { changesPerSweep: { count: 1, percent: 100 } }'));
    expect(await it.eachChanged()).toEqual(['deferred unmeasured', 'deferred unmeasured', 'fixed']);
    expect(endings((await it.invoke(revertOf(it.mountTarget))).results)).toEqual(['fixed']);
  });

  it(
    'is neither measured nor stopped by a sweep that AWS would not tell what it would change',
    instantly(async () => {
      const it = await settled(3);
      it.say(otherTight);
      it.driftAll();
      it.aws.faults.next('ec2:GetSecurityGroupsForVpc', { error: 'RequestLimitExceeded' });
      expect(await it.sweep()).toMatchObject({ queued: 0, summary: { deferred: 3 } });
      expect((await it.ports.ledger.gate()).closed).toBeUndefined();
      expect(await it.eachChanged()).toEqual(['deferred unmeasured', 'fixed', 'fixed']);
      expect(await it.sweep()).toMatchObject({ queued: 1, summary: { compliant: 2 } });
      it.driftAll();
      expect(await it.eachChanged()).toEqual(Array(3).fill('fixed'));
    }),
  );

  it.each([
    { unread: 1, drifted: 1, measured: true },
    { unread: 1, drifted: 2, measured: false },
    { unread: 3, drifted: 0, measured: false },
  ])('is measured: $measured, with $unread unread and $drifted drifted where 2 may change', async (say) => {
    const it = await settled(5);
    it.say(otherTight);
    for (const each of it.all.slice(0, say.drifted)) it.drift(each);
    const hidden = new Set(it.all.slice(5 - say.unread).map(({ networkInterfaceId }) => networkInterfaceId));
    const bulk = awsRegionReader(it.clients);
    const unread: Partial<SweepPorts> = {
      // EFS is asked about what EC2 does not show.
      bulk: {
        ...bulk,
        async *interfaces() {
          for await (const page of bulk.interfaces()) yield page.filter((each) => !hidden.has(each.networkInterfaceId));
        },
      },
      reader: { ...it.ports.reader, mountTargetsOf: noAnswer },
    };
    expect(await it.sweep({}, unread)).toMatchObject({ queued: say.drifted, summary: { deferred: say.unread } });
    const { policyVersion } = await it.sweep({ dryRun: true });
    const { measured, closed } = await it.ports.ledger.gate();
    expect([measured === policyVersion, closed]).toEqual([say.measured, undefined]);
  });
});

describe('a stop meanwhile', () => {
  const stop = (it: SafetyScene) => it.ports.ledger.closeGate('hourly-budget', it.clock.now());
  const closed = async (it: SafetyScene) => (await it.ports.ledger.gate()).closed;

  it('keeps an invocation that is at work from its next write', async () => {
    const it = three(await safetyScene());
    const { actuator } = it.ports;
    const stopping = writing(it, async (...change) => {
      await stop(it);
      await actuator.replaceGroups(...change);
    });
    expect(await it.lookAtAll(stopping)).toEqual(['fixed', 'refused unconfirmed', 'refused unconfirmed']);
  });

  it('is not undone by a sweep that saw the gate open', async () => {
    const it = await safetyScene();
    const stopped = meanwhile(it, 'openGate', () => stop(it));
    expect(await it.sweep({}, stopped)).toMatchObject({ queued: 0 });
    expect(await closed(it)).toMatchObject({ reason: 'hourly-budget' });
  });

  it('is not undone by a confirmed plan that was read before', async () => {
    const it = await safetyScene();
    const { fingerprint } = await it.sweep({ dryRun: true });
    const stopped = meanwhile(it, 'read', async () => {
      it.clock.pass(1000);
      await stop(it);
      it.clock.pass(1000);
    });
    expect(await it.sweep({ confirm: fingerprint, by: 'ana', reason: 'INC-0' }, stopped)).toMatchObject({ queued: 0 });
    expect(await closed(it)).toMatchObject({ reason: 'hourly-budget' });
  });

  it('is obeyed by work that a person puts on the queue', async () => {
    const it = await safetyScene();
    await stop(it);
    expect(await it.receive([message('m-1', workMessage(it.mountTarget))])).toEqual([]);
    expect(it.findings).toMatchObject([unconfirmed]);
    expect(it.modifies()).toBe(0);
  });
});
