import { describe, expect, it } from 'vitest';
import { addGroup, addInterface } from '../../../infra/local/world/network.ts';
import { policyText } from '../../support/engine-scene.ts';
import { type GuardedScene, guardedScene, hourMs } from '../../support/guarded-scene.ts';
import { safely, terraform } from '../../support/safety-scene.ts';
import { confirmPlan, losing, noAnswer, silent, writing } from '../../support/safety-steps.ts';

const minute = 60_000;

/** An intruder with a machine behind a group of his own, which he attaches beside the one that the policy wants. */
const intrude = (it: GuardedScene) => {
  const { door, machine } = it.door('debug');
  return { machine, attach: () => it.attach(it.wanted, door) };
};

const limits = (say: string): string =>
  policyText(`limits: { changesPerSweep: { count: 1000, percent: 100 }, ${say} }`);

describe('access that came with the drift', () => {
  it.each<{ what: string; attach: (it: GuardedScene) => void }>([
    { what: 'a group of an intruder, with his machine behind it', attach: (it) => intrude(it).attach() },
    { what: 'a debugging group in place of the right one', attach: (it) => it.attach(it.door('debug').door) },
    {
      what: 'a group that lets the world in',
      attach: (it) =>
        it.attach(it.wanted, addGroup(it.aws.world, { name: 'wide', rules: [{ peer: { cidrIpv4: '0.0.0.0/0' } }] })),
    },
    {
      what: 'a group that lets the block of the VPC in',
      attach: (it) =>
        it.attach(it.wanted, addGroup(it.aws.world, { name: 'vpc', rules: [{ peer: { cidrIpv4: '10.0.0.0/16' } }] })),
    },
  ])(
    'by $what is undone at once, whatever runs behind it, and the answer says why that is safe',
    async ({ attach }) => {
      const it = await guardedScene();
      const place = { subnetId: it.subnet.id, groupIds: [it.stray.id] };
      it.machine(it.stray);
      addInterface(it.aws.world, {
        ...place,
        interfaceType: 'nat_gateway',
        publicIp: '198.51.100.1',
        ipAddress: '10.0.0.200',
      });
      addInterface(it.aws.world, {
        ...place,
        requesterId: 'amazon-elb',
        requesterManaged: true,
        description: 'ELB app/web/1',
        ipAddress: '10.0.0.201',
      });
      attach(it);
      it.clock.pass(5000);
      const finding = await it.changed();
      expect(finding).toMatchObject({ status: 'fixed', reasons: [], warnings: [], after: [it.wanted.id] });
      expect(finding.explanation).toContain(
        'Safe: no client that a compliant set let in loses access, as is known until 2026-11-01T12:00:00.000Z.',
      );
      expect(it.groups()).toEqual([it.wanted.id]);
    },
  );

  it('is undone also where nothing but our last fix is on record', async () => {
    const it = await guardedScene();
    it.attach(it.door('first').door);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    it.clock.pass(23 * hourMs);
    intrude(it).attach();
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('is undone also on a mount target whose machines all lose it, where others of the right set are there', async () => {
    const it = await guardedScene();
    const { door, group } = it.door('debug');
    for (let n = 0; n < 5; n++) it.machine(group);
    it.attach(door);
    expect(await it.changed()).toMatchObject({ status: 'fixed', warnings: [] });
  });
});

describe('an intruder who waits', () => {
  it.each([
    { within: '1h', hours: 2 },
    { within: '1d', hours: 25 },
  ])('gains nothing by flapping until that stops writes for $within', async ({ within, hours }) => {
    const it = await guardedScene({ policy: limits(`changesPerMountTarget: { count: 3, within: ${within} }`) });
    const { attach } = intrude(it);
    for (let n = 0; n < 3; n++) {
      attach();
      expect(await it.changed()).toMatchObject({ status: 'fixed' });
      it.clock.pass(10 * minute);
    }
    attach();
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['flapping'] });
    await it.hours(hours);
    expect(it.groups()).toEqual([it.wanted.id]);
    expect(it.modifies()).toBe(4);
  });

  it('gains nothing by closing the gate, however long it takes to confirm a plan', async () => {
    const it = await guardedScene({ policy: limits('changesPerHour: 1') });
    const { attach } = intrude(it);
    attach();
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    attach();
    expect(await it.changed()).toMatchObject({ reasons: ['over-budget'] });
    await it.hours(50);
    expect(it.modifies()).toBe(1);
    expect(await confirmPlan(it)).toMatchObject({ queued: 1 });
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('gains nothing where a sweep had seen an earlier drift of his, which was put right before the next one', async () => {
    const it = await guardedScene({ policy: limits('changesPerHour: 1') });
    const { attach } = intrude(it);
    attach();
    await it.hours(1);
    expect(it.groups()).toEqual([it.wanted.id]);
    attach();
    expect(await it.changed()).toMatchObject({ reasons: ['over-budget'] });
    await it.hours(50);
    expect(await confirmPlan(it)).toMatchObject({ queued: 1 });
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('gains nothing while a new policy waits for days to be confirmed', async () => {
    const it = await guardedScene();
    it.addTargets(9, { apart: true });
    // Under it, more would change than a sweep may change, so that it is not in force.
    it.say(policyText('limits: { changesPerSweep: { count: 1, percent: 1 } }'));
    await it.hours(1, false);
    intrude(it).attach();
    await it.hours(50, false);
    expect(it.modifies()).toBe(0);
    await confirmPlan(it);
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('gains nothing by taking the tags of the file system away for two days', async () => {
    const it = await guardedScene();
    const tags = new Map(it.fileSystem.tags);
    intrude(it).attach();
    it.fileSystem.tags.clear();
    await it.hours(50);
    for (const [key, value] of tags) it.fileSystem.tags.set(key, value);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('gains nothing by a pause of days', async () => {
    const it = await guardedScene();
    const paused = { paused: true };
    intrude(it).attach();
    expect(await it.changed(it.mountTarget, terraform, paused)).toMatchObject({ reasons: ['paused'] });
    await it.hours(50, false, paused);
    await confirmPlan(it);
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('gains nothing by the day for which mountguard leaves alone what AWS refuses to write', async () => {
    const it = await guardedScene();
    intrude(it).attach();
    for (let n = 0; n < 5; n++) {
      it.aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: 'BadRequest' });
      expect(await it.changed()).toMatchObject({ status: 'failed' });
      it.clock.pass(20 * minute);
    }
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
    await it.hours(26);
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it.each([0, 20])(
    'gains nothing by the day after a write that did not verify, %i hours after it was seen',
    async (seen) => {
      const it = await guardedScene();
      intrude(it).attach();
      await it.hours(1 + seen, false);
      expect(await it.changed(it.mountTarget, terraform, losing(it))).toMatchObject({ reasons: ['not-verified'] });
      await it.hours(26);
      expect(it.groups()).toEqual([it.wanted.id]);
    },
  );

  it.each<{ what: string; over: (it: GuardedScene) => object; reason: string }>([
    {
      what: 'leases that are held elsewhere',
      over: ({ ports: { ledger } }) => ({ ledger: { ...ledger, acquire: async () => undefined } }),
      reason: 'lease-held',
    },
    { what: 'a ledger that is throttled', over: (it) => silent(it, 'knownGood'), reason: 'throttled' },
  ])('gains nothing by $what for two days', async ({ over, reason }) => {
    const it = await guardedScene();
    intrude(it).attach();
    for (let n = 0; n < 13; n++) {
      expect(await it.changed(it.mountTarget, terraform, over(it))).toMatchObject({
        status: 'deferred',
        reasons: [reason],
      });
      it.clock.pass(3 * hourMs);
      await it.hours(1, false);
    }
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('gains nothing while AWS does not say for two days what could be attached', async () => {
    const it = await guardedScene();
    intrude(it).attach();
    for (let n = 0; n < 13; n++) {
      it.clock.pass(4 * hourMs);
      it.aws.faults.next('ec2:GetSecurityGroupsForVpc', { error: 'InternalError' });
      expect(await it.sweep()).toMatchObject({ summary: { deferred: 1 } });
    }
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('gains nothing by taking the tag of the right group away for two days', async () => {
    const it = await guardedScene();
    it.wanted.tags.clear();
    intrude(it).attach();
    await it.hours(50);
    it.wanted.tags.set('nfs-access', 'prod');
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it.each([true, false])('gains nothing by a write whose answer is lost, whether it landed: %o', async (lands) => {
    const it = await guardedScene();
    const { attach } = intrude(it);
    attach();
    const lost = writing(it, async (...change) => {
      if (lands) await it.ports.actuator.replaceGroups(...change);
      await noAnswer();
    });
    await it.changed(it.mountTarget, terraform, lost);
    attach();
    await it.hours(30, false);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('gains nothing by a rule that is only audited for days', async () => {
    const it = await guardedScene();
    it.say(policyText('limits: { changesPerSweep: { count: 1000, percent: 100 } }').replace('enforce', 'audit'));
    await it.hours(1);
    intrude(it).attach();
    await it.hours(50);
    it.say(safely('{ nfsCutOff: refuse }'));
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });
});
