import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';
import { groupsOf } from '../../../infra/local/world/storage.ts';
import { crash } from '../../support/engine-crash.ts';
import { message } from '../../support/engine-events.ts';
import { idOf, leaseMs, policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { roomy, type SafetyScene, safely, safetyScene, terraform } from '../../support/safety-scene.ts';

const day = 86_400_000;

const orderFor = ({ mountTarget }: SafetyScene, say: object = {}) => ({
  revert: mountTarget.id,
  until: '2026-11-30',
  reason: 'INC-1',
  ...say,
});

/** A scene whose mount target was put right once. */
const fixedScene = async (policy?: string) => {
  const it = await safetyScene(policy === undefined ? {} : { policy });
  expect(await it.changed()).toMatchObject({ status: 'fixed' });
  const revert = async (say: object = {}, over: Parameters<SafetyScene['invoke']>[1] = {}) =>
    must((await it.invoke(orderFor(it, say), over)).results[0]);
  const hold = async () => (await it.ports.ledger.record(idOf(it.mountTarget))).hold;
  return { ...it, revert, hold };
};

describe('a revert', () => {
  it('restores the set of before, verified and on record, and holds it', async () => {
    const it = await fixedScene();
    expect(await it.revert()).toMatchObject({ status: 'fixed', before: [it.wanted.id], after: [it.stray.id] });
    expect(it.groups()).toEqual([it.stray.id]);
  });

  it('is not undone by events, sweeps, work already queued, or a confirmed plan, until its last day is over', async () => {
    const it = await fixedScene();
    await it.revert();
    const held = { status: 'refused', reasons: ['held'], before: [it.stray.id], after: [it.stray.id] };
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [held] });
    const { fingerprint } = await it.sweep({ dryRun: true });
    await it.sweep({ confirm: fingerprint });
    await it.drain();
    await it.changed();
    await it.invoke({ fileSystemIds: [it.fileSystem.id] });
    expect(it.findings.slice(1).map(({ reasons }) => reasons)).toEqual([[], ...Array(2).fill(['held'])]);
    expect(it.groups()).toEqual([it.stray.id]);
    it.clock.pass(Date.UTC(2026, 11, 1) - 1 - it.clock.now());
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
    it.clock.pass(1);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('ends with a release of the mount target', async () => {
    const it = await fixedScene();
    await it.revert();
    it.clock.pass(1);
    expect(await it.invoke({ release: it.mountTarget.id })).toMatchObject({ released: true });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('of a dry run shows what it would do, and neither writes nor holds', async () => {
    const it = await fixedScene();
    expect(await it.revert({ dryRun: true })).toMatchObject({ status: 'would-fix', after: [it.stray.id] });
    expect((await it.invoke({ history: it.mountTarget.id })).history).not.toHaveProperty('hold');
    expect(await it.invoke(orderFor(it), {}, { dryRun: true })).toMatchObject({ results: [{ status: 'would-fix' }] });
    expect(it.modifies()).toBe(1);
  });

  it.each([
    {
      guard: 'a hole',
      reason: 'nfs-open-to-world',
      set: (it: SafetyScene) => it.admit(it.stray, { peer: { cidrIpv4: '0.0.0.0/0' } }),
    },
    { guard: 'a cut-off', reason: 'nfs-cut-off', set: (it: SafetyScene) => it.shut(it.stray) },
    {
      guard: 'a group that is gone',
      reason: 'group-not-in-vpc',
      set: (it: SafetyScene) => void it.aws.world.securityGroups.delete(it.stray.id),
    },
  ])('that would bring back $guard is refused, and holds nothing', async ({ reason, set }) => {
    const it = await fixedScene();
    set(it);
    expect(await it.revert()).toMatchObject({ status: 'refused', reasons: expect.arrayContaining([reason]) });
    expect((await it.invoke({ history: it.mountTarget.id })).history).not.toHaveProperty('hold');
    expect(it.modifies()).toBe(1);
  });

  it('goes back before the change that is named', async () => {
    const it = await fixedScene();
    const first = must((await it.ports.ledger.record(idOf(it.mountTarget))).changes[0]);
    it.aws.world.securityGroups.get(it.wanted.id)?.tags.set('nfs-access', 'x');
    const other = must(it.aws.world.securityGroups.get(it.stray.id));
    other.tags.set('nfs-access', 'prod');
    it.clock.pass(1);
    await it.changed();
    expect(it.groups()).toEqual([it.stray.id]);
    expect(await it.revert({ change: first.changeId, dryRun: true })).toMatchObject({ after: [it.stray.id] });
    expect(await it.revert()).toMatchObject({ status: 'fixed', after: [it.wanted.id] });
  });

  it('of a change that is not on record is refused', async () => {
    const it = await fixedScene();
    expect(await it.revert({ change: '__proto__' })).toMatchObject({ status: 'refused', reasons: ['no-such-change'] });
    const none = await safetyScene();
    expect((await none.invoke(orderFor(none))).results).toMatchObject([{ reasons: ['no-such-change'] }]);
    expect(none.modifies()).toBe(0);
  });

  it.each(['fileSystem', 'mountTarget'] as const)('waits while the lease on the %s is held', async (subject) => {
    const it = await fixedScene();
    const { id } = it[subject];
    await it.ports.ledger.acquire(
      id.startsWith('fsmt-')
        ? idOf(it.mountTarget)
        : must((await it.ports.reader.mountTarget(idOf(it.mountTarget)))?.fileSystemId),
    );
    expect(await it.revert()).toMatchObject({ status: 'deferred', reasons: ['lease-held'], after: [it.wanted.id] });
    expect(it.modifies()).toBe(1);
    expect(await it.hold()).toBeUndefined();
    it.clock.pass(leaseMs);
    expect(await it.revert()).toMatchObject({ status: 'fixed' });
  });

  it('does nothing when somebody changed the set meanwhile', async () => {
    const it = await fixedScene();
    const other = must([...it.aws.world.securityGroups.values()].find(({ name }) => name === 'default'));
    const { ledger } = it.ports;
    const acquire: typeof ledger.acquire = (id) => {
      must(it.aws.world.networkInterfaces.get(it.mountTarget.networkInterfaceId)).groupIds = [other.id];
      return ledger.acquire(id);
    };
    expect(await it.revert({}, { ledger: { ...ledger, acquire } })).toMatchObject({
      status: 'deferred',
      reasons: ['changed-meanwhile'],
    });
    expect(groupsOf(it.aws.world, it.mountTarget.id)).toEqual([other.id]);
    expect(it.modifies()).toBe(1);
    expect(await it.hold()).toBeUndefined();
  });

  it('is judged again under the lease, by what the groups let in then', async () => {
    const it = await fixedScene();
    const { ledger } = it.ports;
    const acquire: typeof ledger.acquire = (id) => {
      it.shut(it.stray);
      return ledger.acquire(id);
    };
    expect(await it.revert({}, { ledger: { ...ledger, acquire } })).toMatchObject({
      status: 'refused',
      reasons: ['nfs-cut-off'],
    });
    expect([it.modifies(), await it.hold()]).toEqual([1, undefined]);
  });

  it.each<{ what: string; reason: string; over: (it: SafetyScene) => Partial<SafetyScene['ports']> }>([
    {
      what: 'the budget of the hour is used up',
      reason: 'over-budget',
      over: ({ ports: { ledger } }) => ({ ledger: { ...ledger, spend: async () => false } }),
    },
    {
      what: 'the lease ran out',
      reason: 'lease-lost',
      over: ({ ports: { ledger } }) => ({ ledger: { ...ledger, intend: async () => false } }),
    },
    {
      what: 'its intent cannot be recorded',
      reason: 'no-response',
      over: ({ ports: { ledger } }) => ({
        ledger: { ...ledger, intend: () => Promise.reject(new RetryableError('lost', { code: 'no-response' })) },
      }),
    },
    {
      what: 'AWS refuses it',
      reason: 'access-denied',
      over: () => ({
        actuator: { replaceGroups: () => Promise.reject(new TerminalError('not you', { code: 'access-denied' })) },
      }),
    },
  ])('that sends nothing, for $what, leaves the hold that was there before', async ({ reason, over }) => {
    const it = await fixedScene();
    expect(await it.revert({}, over(it))).toMatchObject({ reasons: [reason] });
    expect(await it.hold()).toBeUndefined();
    const before = { until: it.clock.now() + day, reason: 'INC-0', by: 'me', at: it.clock.now() };
    await it.ports.ledger.hold(idOf(it.mountTarget), before);
    expect(await it.revert({}, over(it))).toMatchObject({ reasons: expect.any(Array) });
    expect(await it.hold()).toEqual(before);
    expect(it.modifies()).toBe(1);
  });

  it('cuts no hold short that is there, and says so', async () => {
    const it = await fixedScene();
    const until = Date.UTC(2027, 0, 1);
    await it.ports.ledger.hold(idOf(it.mountTarget), { until, reason: 'INC-0', by: 'me', at: it.clock.now() });
    const finding = await it.revert();
    expect(finding).toMatchObject({ status: 'fixed' });
    expect(finding.explanation).toContain('It stays held until 2027-01-01T00:00:00.000Z, as it was before');
    expect(await it.hold()).toMatchObject({ until, reason: 'INC-1' });
  });

  it('that may have landed keeps its hold, and says so', async () => {
    const it = await fixedScene();
    const lost = () => Promise.reject(new RetryableError('lost', { code: 'no-response' }));
    const finding = await it.revert({}, { actuator: { replaceGroups: lost } });
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['no-response'] });
    expect(finding.explanation).toContain('it is held until 2026-12-01T00:00:00.000Z');
    expect(await it.hold()).toMatchObject({ reason: 'INC-1' });
  });

  it('is no release of a flapping stop when its hold is taken back', async () => {
    const it = await fixedScene(policyText('limits: { changesPerMountTarget: { count: 1 } }'));
    const { ledger } = it.ports;
    await it.revert({}, { ledger: { ...ledger, spend: async () => false } });
    await ledger.openGate(must((await ledger.gate()).policyVersion), it.clock.now());
    it.drift();
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['flapping'] });
  });

  it('undoes the change that an invocation died over', async () => {
    const it = await safetyScene();
    const dead = crash();
    const { actuator } = it.ports;
    void it.changed(it.mountTarget, terraform, {
      actuator: {
        replaceGroups: async (...change) => {
          await actuator.replaceGroups(...change);
          await dead.here();
        },
      },
    });
    await dead.reached;
    it.clock.pass(leaseMs);
    const revert = async () => must((await it.invoke(orderFor(it))).results[0]);
    expect((await it.invoke(orderFor(it, { dryRun: true }))).results).toMatchObject([{ after: [it.stray.id] }]);
    expect(await revert()).toMatchObject({ status: 'fixed', after: [it.stray.id] });
    expect(it.groups()).toEqual([it.stray.id]);
    expect((await it.invoke({ history: it.mountTarget.id })).history).toMatchObject({
      changes: [
        { cause: 'revert', status: 'fixed' },
        { status: 'fixed', reasons: ['interrupted'] },
      ],
    });
  });

  it('of a mount target that has that set already only holds it', async () => {
    const it = await fixedScene();
    it.drift();
    expect(await it.revert()).toMatchObject({ status: 'compliant', reasons: ['reverted'] });
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
    expect(it.modifies()).toBe(1);
  });

  it('of a mount target that is gone says so', async () => {
    const it = await fixedScene();
    it.aws.world.mountTargets.delete(it.mountTarget.id);
    expect(await it.revert()).toMatchObject({ status: 'gone' });
  });

  it('of a mount target that is being changed by AWS is not sent', async () => {
    const it = await fixedScene();
    must(it.aws.world.mountTargets.get(it.mountTarget.id)).lifeCycleState = 'updating';
    expect(await it.revert()).toMatchObject({ status: 'refused', reasons: ['lifecycle-state'] });
    expect(it.modifies()).toBe(1);
  });

  it('with a date that is over is refused, for it would hold nothing', async () => {
    const it = await fixedScene();
    expect(await it.revert({ until: '2026-10-31' })).toMatchObject({ status: 'refused', reasons: ['bad-request'] });
    expect(it.modifies()).toBe(1);
  });

  it('does not wait for the end of a watch or a flapping stop: a person asks for it', async () => {
    const it = await fixedScene(policyText('limits: { changesPerMountTarget: { count: 1 } }'));
    expect(await it.revert()).toMatchObject({ status: 'fixed' });
  });
});

describe('a hold', () => {
  it('on a file system holds each of its mount targets, and a release of it ends that', async () => {
    const it = await safetyScene();
    const fileSystemId = must((await it.ports.reader.mountTarget(idOf(it.mountTarget)))?.fileSystemId);
    const at = it.clock.now();
    await it.ports.ledger.hold(fileSystemId, { until: at + day, reason: 'INC-2', by: 'me', at });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
    expect(await it.invoke({ release: it.mountTarget.id })).toMatchObject({ released: false });
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
    expect(await it.invoke({ release: it.fileSystem.id })).toMatchObject({ released: true });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });
});

describe('a release', () => {
  it('of what neither is held nor was changed answers false, and leaves nothing on record', async () => {
    const it = await safetyScene();
    for (const release of ['fsmt-0123456789abcdef0', 'fs-0123456789abcdef0', it.mountTarget.id])
      expect(await it.invoke({ release })).toMatchObject({ released: false });
    expect(await it.ports.ledger.record(idOf(it.mountTarget))).toEqual({ changes: [] });
  });

  it('of a file system whose mount targets were changed ends no count of their changes', async () => {
    const it = await fixedScene();
    expect(await it.invoke({ release: it.fileSystem.id })).toMatchObject({ released: false });
  });

  it('of a mount target that was changed starts its count afresh, once', async () => {
    const it = await fixedScene();
    it.clock.pass(1);
    expect(await it.invoke({ release: it.mountTarget.id })).toMatchObject({ released: true });
    expect(await it.invoke({ release: it.mountTarget.id })).toMatchObject({ released: false });
  });
});

it('takes no order from the queue', async () => {
  const it = await fixedScene(safely('{ nfsCutOff: warn }', roomy));
  const orders = [orderFor(it), { release: it.mountTarget.id }, { history: it.mountTarget.id }];
  const records = orders.map((order, index) => message(`m-${index}`, order));
  expect(await it.receive(records)).toEqual(['m-0', 'm-1', 'm-2']);
  expect(it.modifies()).toBe(1);
  expect((await it.invoke({ history: it.mountTarget.id })).history).not.toHaveProperty('hold');
});
