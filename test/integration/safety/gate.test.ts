import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { message, workMessage } from '../../support/engine-events.ts';
import { policyText } from '../../support/engine-scene.ts';
import { roomy, type SafetyScene, safetyScene } from '../../support/safety-scene.ts';

const hour = 3_600_000;
const tight = 'limits: { changesPerSweep: { count: 2, percent: 100 } }';
const pausedText = policyText(`${roomy}\npaused: true`);

/** Reads a plan by a dry run, and confirms it. */
const confirm = async (it: SafetyScene, over: Partial<Ports> = {}) => {
  const { fingerprint } = await it.sweep({ dryRun: true }, over);
  return it.sweep({ confirm: fingerprint }, over);
};

const setUp = { policy: policyText(roomy) };

describe.each([
  { by: 'the policy', policy: pausedText, over: {} },
  { by: 'the environment', policy: setUp.policy, over: { paused: true } },
])('a pause by $by', ({ policy, over }) => {
  it('is obeyed by events, and named', async () => {
    const it = await safetyScene({ policy });
    const finding = await it.changed(it.mountTarget, undefined, over);
    expect(finding).toMatchObject({ status: 'refused', reasons: ['paused'], after: [it.stray.id] });
    expect(it.modifies()).toBe(0);
  });

  it('is obeyed by the sweep, which queues nothing', async () => {
    const it = await safetyScene({ policy });
    expect(await it.sweep({}, over)).toMatchObject({
      queued: 0,
      results: [{ status: 'refused', reasons: ['paused'] }],
    });
    expect(it.waiting()).toEqual([]);
  });

  it('is obeyed by work that was queued before it, which leaves the queue', async () => {
    const it = await safetyScene();
    expect(await it.sweep()).toMatchObject({ queued: 1 });
    it.say(policy);
    await it.drain(over);
    expect(it.findings.map(({ reasons }) => reasons)).toEqual([['paused']]);
    expect([it.modifies(), it.waiting().length]).toEqual([0, 0]);
  });

  it('is obeyed by an order to revert, and by a confirmation', async () => {
    const it = await safetyScene();
    await it.changed();
    it.say(policy);
    const order = { revert: it.mountTarget.id, until: '2026-12-31', reason: 'INC-1' };
    expect((await it.invoke(order, over)).results).toMatchObject([{ status: 'refused', reasons: ['paused'] }]);
    it.drift();
    expect(await confirm(it, over)).toMatchObject({ queued: 0, results: [{ reasons: ['paused'] }] });
    expect(it.modifies()).toBe(1);
  });

  it('leaves everything as it is until a plan is confirmed', async () => {
    const it = await safetyScene({ policy });
    await it.changed(it.mountTarget, undefined, over);
    it.say(setUp.policy);
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [{ reasons: ['unconfirmed'] }] });
    expect(it.modifies()).toBe(0);
    expect(await confirm(it)).toMatchObject({ queued: 1 });
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
    it.drift();
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });
});

describe('a pause', () => {
  it('that a dry run met leaves nothing to confirm', async () => {
    const it = await safetyScene({ policy: pausedText });
    await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true });
    await it.sweep({ dryRun: true });
    it.say(setUp.policy);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });
});

describe('a fingerprint', () => {
  it('is refused when the plan has changed since, and the new one is named', async () => {
    const it = await safetyScene({ policy: pausedText });
    await it.sweep();
    it.say(setUp.policy);
    const { fingerprint } = await it.sweep({ dryRun: true });
    it.addTargets(1, { apart: true });
    const answer = await it.sweep({ confirm: fingerprint });
    expect(answer).toMatchObject({ queued: 0, results: [{ reasons: ['unconfirmed'] }, { reasons: ['unconfirmed'] }] });
    expect(answer.fingerprint).not.toBe(fingerprint);
    expect(answer.results[0]?.explanation).toContain(answer.fingerprint);
    expect(await it.sweep({ confirm: answer.fingerprint })).toMatchObject({ queued: 2 });
  });

  it('is another under another policy, though the changes are the same', async () => {
    const it = await safetyScene({ policy: pausedText });
    await it.sweep();
    it.say(setUp.policy);
    const { fingerprint } = await it.sweep({ dryRun: true });
    it.say(policyText(`${roomy}\nsafety: { nfsCutOff: warn }`));
    expect(await it.sweep({ confirm: fingerprint })).toMatchObject({ queued: 0 });
  });

  it('that is made up confirms nothing', async () => {
    const it = await safetyScene({ policy: pausedText });
    await it.sweep();
    it.say(setUp.policy);
    expect(await it.sweep({ confirm: '000000000000' })).toMatchObject({ queued: 0 });
    await expect(it.sweep({ confirm: true })).rejects.toThrow(/12 hexadecimal digits/);
    await expect(it.sweep({ confirm: '' })).rejects.toThrow(/12 hexadecimal digits/);
    expect(await it.changed()).toMatchObject({ reasons: ['unconfirmed'] });
  });

  it('carries out a plan that is over the budget, and only once it is given', async () => {
    const it = await safetyScene({ policy: policyText(tight) });
    it.addTargets(2, { apart: true });
    expect(await it.sweep()).toMatchObject({ queued: 0, summary: { refused: 3 } });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
    expect(await confirm(it)).toMatchObject({ queued: 3 });
    await it.drain();
    expect(it.modifies()).toBe(3);
    expect(await it.sweep()).toMatchObject({ summary: { compliant: 3 } });
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
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [{ reasons: ['unconfirmed'] }, {}] });
    expect(it.modifies()).toBe(1);
    expect(await confirm(it)).toMatchObject({ queued: 2 });
    await it.drain();
    expect(it.modifies()).toBe(2);
  });

  it('holds for mount targets that are written at the same time', async () => {
    const it = await safetyScene({ policy: oneAnHour });
    const more = it.addTargets(4, { apart: true });
    await Promise.all([it.mountTarget, ...more].map((each) => it.changed(each)));
    expect(it.modifies()).toBe(1);
  });

  it('holds for an order to revert', async () => {
    const it = await safetyScene({ policy: oneAnHour });
    await it.changed();
    const order = { revert: it.mountTarget.id, until: '2026-12-31', reason: 'INC-1' };
    expect((await it.invoke(order)).results).toMatchObject([{ status: 'refused', reasons: ['over-budget'] }]);
    expect(it.modifies()).toBe(1);
  });
});

describe('a change of policy', () => {
  /** Two compliant mount targets beside the first, and a policy that would change all three. */
  const changing = async () => {
    const it = await safetyScene({ policy: policyText(tight) });
    const more = it.addTargets(2, { apart: true });
    for (const { id } of [it.mountTarget, ...more]) setGroups(it.aws.world, id, [it.wanted.id]);
    it.drift();
    await it.changed();
    const other = addGroup(it.aws.world, { name: 'other' });
    it.admit(other, { peer: { cidrIpv4: '10.0.0.0/8' } });
    const wantsOther = policyText().replace(/securityGroups: .*/, `securityGroups: [{ id: ${other.id} }]\n${tight}`);
    return { ...it, wantsOther, other };
  };

  it('needs no confirmation where there was none before', async () => {
    const it = await safetyScene({ policy: policyText(tight) });
    it.addTargets(5, { apart: true });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('within the budget needs none either', async () => {
    const it = await changing();
    it.say(policyText(`${tight}\nsafety: { nfsCutOff: warn }`));
    it.drift();
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('beyond the budget waits for a confirmation, at the first event already', async () => {
    const it = await changing();
    it.say(it.wantsOther);
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
    expect(it.modifies()).toBe(1);
    expect(await confirm(it)).toMatchObject({ queued: 3 });
    await it.drain();
    expect(it.groups()).toEqual([it.other.id]);
  });

  it('waits for it also when the old policy is back, for the plan is another', async () => {
    const it = await changing();
    it.say(it.wantsOther);
    await it.changed();
    it.say(policyText(tight));
    it.drift();
    expect(await it.changed()).toMatchObject({ reasons: ['unconfirmed'] });
  });

  it('is not admitted on a survey that could not see what it would change', async () => {
    const it = await changing();
    it.say(it.wantsOther);
    // The first is for the look itself, the second for the survey.
    let asked = 0;
    const usableGroups: Ports['reader']['usableGroups'] = async (id) => {
      asked += 1;
      if (asked === 2) throw new Error('no answer');
      return it.ports.reader.usableGroups(id);
    };
    const finding = await it.changed(it.mountTarget, undefined, { reader: { ...it.ports.reader, usableGroups } });
    expect(finding).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
    expect(it.modifies()).toBe(1);
    expect(await it.changed()).toMatchObject({ reasons: ['unconfirmed'] });
  });

  it('is not admitted by a sweep that could not see it either', async () => {
    const it = await changing();
    it.say(it.wantsOther);
    it.aws.faults.next('ec2:GetSecurityGroupsForVpc', { error: 'InternalError', times: 1 });
    await it.sweep();
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
    expect(it.modifies()).toBe(1);
  });
});

describe('a stop while somebody else is reading', () => {
  it('is not undone by an invocation that admits a policy meanwhile', async () => {
    const it = await safetyScene();
    await it.changed();
    it.drift();
    it.say(policyText(`${roomy}\nsafety: { nfsCutOff: warn }`));
    const { bulk, ledger } = it.ports;
    const allRules: typeof bulk.allRules = async () => {
      await ledger.closeGate('hourly-budget', it.clock.now());
      it.clock.pass(1000);
      return bulk.allRules();
    };
    const finding = await it.changed(it.mountTarget, undefined, { bulk: { ...bulk, allRules } });
    expect(finding).toMatchObject({ status: 'refused', reasons: ['unconfirmed'] });
    expect((await ledger.gate()).closed).toMatchObject({ reason: 'hourly-budget' });
    expect(it.modifies()).toBe(1);
  });

  it('is not undone by a sweep that saw the gate open', async () => {
    const it = await safetyScene();
    const { ledger } = it.ports;
    const gate: typeof ledger.gate = async () => {
      const seen = await ledger.gate();
      await ledger.closeGate('hourly-budget', it.clock.now());
      it.clock.pass(1000);
      return seen;
    };
    expect(await it.sweep({}, { ledger: { ...ledger, gate } })).toMatchObject({ queued: 0 });
    expect((await ledger.gate()).closed).toMatchObject({ reason: 'hourly-budget' });
  });

  it('is not undone by a confirmed plan that was read before', async () => {
    const it = await safetyScene();
    const { fingerprint } = await it.sweep({ dryRun: true });
    const { bulk, ledger } = it.ports;
    const allRules: typeof bulk.allRules = async () => {
      it.clock.pass(1000);
      await ledger.closeGate('hourly-budget', it.clock.now());
      it.clock.pass(1000);
      return bulk.allRules();
    };
    expect(await it.sweep({ confirm: fingerprint }, { bulk: { ...bulk, allRules } })).toMatchObject({ queued: 0 });
    expect((await ledger.gate()).closed).toMatchObject({ reason: 'hourly-budget' });
  });
});

it('work that a person puts on the queue obeys the gate', async () => {
  const it = await safetyScene({ policy: pausedText });
  await it.sweep();
  it.say(setUp.policy);
  const forged = workMessage({ id: it.mountTarget.id, fileSystemId: it.fileSystem.id });
  expect(await it.receive([message('m-1', forged)])).toEqual([]);
  expect(it.findings.at(-1)).toMatchObject({ reasons: ['unconfirmed'] });
  expect(it.modifies()).toBe(0);
});
