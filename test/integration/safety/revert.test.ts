import { describe, expect, it } from 'vitest';
import { TerminalError } from '../../../functions/core/model/errors.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { addGroup, addInterface, addSubnet } from '../../../infra/local/world/network.ts';
import { removeMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { fileSystemIdOf, leaseMs, policyText } from '../../support/engine-scene.ts';
import { fixedScene } from '../../support/fixed-scene.ts';
import { must } from '../../support/must.ts';
import type { SafetyScene } from '../../support/safety-scene.ts';
import {
  changesOf,
  hold,
  losing,
  meanwhile,
  noAnswer,
  recordOf,
  revertOf,
  writing,
} from '../../support/safety-steps.ts';

const until = Date.UTC(2026, 11, 1);
const openAgain = (it: SafetyScene) => it.admit(it.stray, { peer: { cidrIpv4: '0.0.0.0/0' } });

describe('a revert', () => {
  it('restores the set of before, verified and on record, and holds it from that moment on', async () => {
    const it = await fixedScene();
    const held = meanwhile(it, 'conclude', () => it.changed());
    const finding = await it.revert({}, held);
    expect(finding).toMatchObject({ status: 'fixed', before: [it.wanted.id], after: [it.stray.id] });
    expect(finding.explanation).toContain('held until 2026-12-01T00:00:00.000Z');
    expect(await it.held()).toMatchObject({ until, reason: 'INC-1', by: 'ana' });
    const [undoing, undone] = await changesOf(it);
    expect(undoing).toMatchObject({ cause: 'revert', rule: 'shared-data', status: 'fixed', undoes: undone?.changeId });
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
    expect([it.groups(), it.modifies()]).toEqual([[it.stray.id], 2]);
  });

  it('is not undone by events, sweeps, work already queued, or a confirmed plan, until its last day is over', async () => {
    const it = await fixedScene();
    await it.revert();
    const held = { status: 'refused', reasons: ['held'], before: [it.stray.id], after: [it.stray.id] };
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [held] });
    const { fingerprint } = await it.sweep({ dryRun: true });
    await it.sweep({ confirm: fingerprint, by: 'ana', reason: 'INC-0' });
    await it.drain();
    expect(await it.changed()).toMatchObject(held);
    expect((await it.invoke({ fileSystemIds: [it.fileSystem.id] })).results).toMatchObject([held]);
    it.clock.pass(until - 1 - it.clock.now());
    expect(await it.changed()).toMatchObject(held);
    it.clock.pass(1);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('ends with a release of the mount target', async () => {
    const it = await fixedScene();
    await it.revert();
    it.clock.pass(1);
    expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: true,
    });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it.each<{ what: string; stop: (it: SafetyScene) => unknown; policy?: string }>([
    { what: 'a closed gate', stop: (it) => it.ports.ledger.closeGate('over-budget', it.clock.now()) },
    { what: 'a hold', stop: (it) => hold(it) },
    { what: 'a hold of its file system', stop: (it) => hold(it, it.fileSystem) },
    { what: 'the hourly budget', stop: () => {}, policy: policyText('limits: { changesPerHour: 1 }') },
    { what: 'flapping', stop: () => {}, policy: policyText('limits: { changesPerMountTarget: { count: 1 } }') },
  ])('is not stopped by $what', async ({ stop, policy }) => {
    const it = await fixedScene(policy);
    await stop(it);
    const [dry, wet] = await it.both();
    expect([dry.status, wet.status]).toEqual(['would-fix', 'fixed']);
    expect(it.groups()).toEqual([it.stray.id]);
  });

  it.each<{ what: string; reason: string; set: (it: SafetyScene) => unknown; say?: object }>([
    { what: 'a hole that it would bring back', reason: 'nfs-open-to-world', set: openAgain },
    { what: 'a cut-off', reason: 'nfs-cut-off', set: (it) => it.shut(it.stray) },
    {
      what: 'a group that is gone',
      reason: 'group-not-in-vpc',
      set: (it) => it.aws.world.securityGroups.delete(it.stray.id),
    },
    { what: 'a change that is not on record', reason: 'no-such-change', set: () => {}, say: { change: '__proto__' } },
    { what: 'a date that is over', reason: 'bad-request', set: () => {}, say: { until: '2026-10-31' } },
  ])('is refused for $reason because of $what, and holds nothing', async ({ reason, set, say = {} }) => {
    const it = await fixedScene();
    set(it);
    for (const dryRun of [true, false])
      expect(await it.revert({ ...say, dryRun })).toMatchObject({
        status: 'refused',
        reasons: expect.arrayContaining([reason]),
        after: [it.wanted.id],
      });
    expect([it.modifies(), await it.held()]).toEqual([1, undefined]);
  });

  it('that takes access from a machine in use says how to go on, and is on record with the decision', async () => {
    const it = await fixedScene(undefined, ({ admit, aws: { world }, wanted }) => {
      const app = addGroup(world, { name: 'app' });
      admit(wanted, { peer: { groupId: app.id } });
      const place = { subnetId: addSubnet(world).id, groupIds: [app.id], instanceId: 'i-0123456789abcdef0' };
      addInterface(world, { ...place, ipAddress: '192.168.7.9' });
    });
    for (const dryRun of [true, false]) {
      const refused = await it.revert({ dryRun });
      expect(refused).toMatchObject({ status: 'refused', reasons: ['nfs-cut-off'] });
      expect(refused.explanation).toMatch(
        /i-0123456789abcdef0 .*would lose access.*To undo it all the same, send the order again with "despite": \["nfs-cut-off"\]/,
      );
      expect(refused.explanation).not.toContain('"fix"');
    }
    const decided = await it.revert({ despite: ['nfs-cut-off'] });
    expect(decided).toMatchObject({ status: 'fixed', warnings: ['nfs-cut-off'], after: [it.stray.id] });
    expect((await changesOf(it))[0]).toMatchObject({
      cause: 'revert',
      ordered: { by: 'ana', reason: 'INC-1', despite: ['nfs-cut-off'] },
    });
  });

  it('is refused whoever decides what, where nothing could reach NFS any more', async () => {
    const it = await fixedScene();
    it.shut(it.stray);
    expect(await it.revert({ despite: ['nfs-cut-off'] })).toMatchObject({
      status: 'refused',
      reasons: ['nfs-cut-off'],
    });
  });

  it('of a dry run shows what it would do, and neither writes nor holds', async () => {
    const it = await fixedScene();
    expect(await it.revert({ dryRun: true })).toMatchObject({ status: 'would-fix', after: [it.stray.id] });
    const byEnvironment = await it.invoke(revertOf(it.mountTarget), {}, { dryRun: true });
    expect(byEnvironment.results).toMatchObject([{ status: 'would-fix' }]);
    expect([it.modifies(), await it.held()]).toEqual([1, undefined]);
  });

  it('goes back before the change that is named', async () => {
    const it = await fixedScene();
    const first = must((await changesOf(it))[0]);
    it.wanted.tags.set('nfs-access', 'x');
    it.stray.tags.set('nfs-access', 'prod');
    expect(await it.changed()).toMatchObject({ status: 'fixed', after: [it.stray.id] });
    expect(await it.revert({ change: first.changeId, dryRun: true })).toMatchObject({
      status: 'compliant',
      reasons: ['reverted'],
    });
    expect(await it.revert()).toMatchObject({ status: 'fixed', after: [it.wanted.id] });
  });

  it('waits while the lease is held, and asks to be sent again', async () => {
    const it = await fixedScene();
    await it.ports.ledger.acquire(fileSystemIdOf(it.fileSystem));
    const finding = await it.revert();
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['lease-held'], after: [it.wanted.id] });
    expect(finding.explanation).toContain('Send the order again.');
    expect([it.modifies(), await it.held(), it.waiting().length]).toEqual([1, undefined, 0]);
    it.clock.pass(leaseMs);
    expect(await it.revert()).toMatchObject({ status: 'fixed' });
  });

  it.each(['acquire', 'intend'] as const)('does nothing when another set is attached before %s', async (call) => {
    const it = await fixedScene();
    const rival = addGroup(it.aws.world, { name: 'rival', rules: [{ peer: { cidrIpv4: '10.0.0.0/8' } }] });
    const raced = meanwhile(it, call, () => setGroups(it.aws.world, it.mountTarget.id, [rival.id]));
    const finding = await it.revert({}, raced);
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['changed-meanwhile'], after: [rival.id] });
    expect([it.groups(), it.modifies(), await it.held()]).toEqual([[rival.id], 1, undefined]);
  });

  it('is judged by what the groups let in when they are read the last time', async () => {
    const it = await fixedScene();
    const { reader } = it.ports;
    const rules: typeof reader.rules = (ids) => {
      it.shut(it.stray);
      return reader.rules(ids);
    };
    expect(await it.revert({}, { reader: { ...reader, rules } })).toMatchObject({ reasons: ['nfs-cut-off'] });
    expect([it.modifies(), await it.held()]).toEqual([1, undefined]);
  });

  it.each<{ what: string; reason: string; over: (it: SafetyScene) => Partial<Ports> }>([
    {
      what: 'the lease ran out',
      reason: 'lease-lost',
      over: (it) => meanwhile(it, 'intend', () => it.clock.pass(leaseMs)),
    },
    {
      what: 'its intent cannot be recorded',
      reason: 'no-response',
      over: ({ ports: { ledger } }) => ({ ledger: { ...ledger, intend: noAnswer } }),
    },
    {
      what: 'AWS refuses it',
      reason: 'access-denied',
      over: (it) => writing(it, () => Promise.reject(new TerminalError('not you', { code: 'access-denied' }))),
    },
  ])('that sends nothing, because $what, leaves the hold that was there before', async ({ reason, over }) => {
    const it = await fixedScene();
    expect(await it.revert({}, over(it))).toMatchObject({ reasons: [reason] });
    expect(await it.held()).toBeUndefined();
    const before = await hold(it);
    expect(await it.revert({}, over(it))).toMatchObject({ reasons: [reason] });
    expect(await it.held()).toEqual(before);
    expect(it.modifies()).toBe(1);
  });

  it('cuts no hold short that is there, or comes meanwhile, and says so', async () => {
    const it = await fixedScene();
    const long = Date.UTC(2027, 0, 1);
    const longer = meanwhile(it, 'intend', () => hold(it, it.mountTarget, { until: long }));
    const finding = await it.revert({}, longer);
    expect(finding).toMatchObject({ status: 'fixed' });
    expect(finding.explanation).toContain('held until 2027-01-01T00:00:00.000Z');
    expect(await it.held()).toMatchObject({ until: long, reason: 'INC-1' });
    expect((await it.revert()).explanation).toContain('held until 2027-01-01T00:00:00.000Z');
    expect(await it.held()).toMatchObject({ until: long });
  });

  it('that reading back does not show is not undone in turn, and holds', async () => {
    const it = await fixedScene();
    expect(await it.revert({}, losing(it))).toMatchObject({ status: 'failed', reasons: ['not-verified'] });
    expect(it.modifies()).toBe(1);
    expect(await it.held()).toMatchObject({ reason: 'INC-1' });
    expect((await recordOf(it)).holds.size).toBe(1);
  });

  it('of a mount target that has that set already only holds it, and a dry run says the same', async () => {
    const it = await fixedScene();
    it.drift();
    const [dry, wet] = await it.both();
    for (const finding of [dry, wet]) expect(finding).toMatchObject({ status: 'compliant', reasons: ['reverted'] });
    expect(await it.held()).toMatchObject({ until });
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
    expect(it.modifies()).toBe(1);
  });

  it('goes by what EFS says of the groups, which EC2 may show late', async () => {
    const it = await fixedScene();
    const { reader } = it.ports;
    const interfaces: typeof reader.interfaces = async (ids) =>
      (await reader.interfaces(ids)).map((each) => ({ ...each, attached: [it.stray.id as never] }));
    const late = { reader: { ...reader, interfaces } };
    expect(await it.revert({}, late)).toMatchObject({ status: 'fixed', before: [it.wanted.id], after: [it.stray.id] });
    expect(await it.held()).toMatchObject({ until });
  });

  it('holds nothing when the set that it finds there is replaced meanwhile', async () => {
    const it = await fixedScene();
    it.drift();
    const raced = meanwhile(it, 'acquire', () => setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]));
    const finding = await it.revert({}, raced);
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['changed-meanwhile'] });
    expect(await it.held()).toBeUndefined();
    expect(await it.revert()).toMatchObject({ status: 'fixed' });
  });

  it('of a mount target that is gone says so', async () => {
    const it = await fixedScene();
    removeMountTarget(it.aws.world, it.mountTarget);
    for (const { status } of await it.both()) expect(status).toBe('gone');
  });

  it('of a mount target that AWS is changing is not sent, and asks to be sent again', async () => {
    const it = await fixedScene();
    must(it.aws.world.mountTargets.get(it.mountTarget.id)).lifeCycleState = 'deleting';
    const finding = await it.revert();
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['lifecycle-state'] });
    expect(finding.explanation).toContain('Send the order again.');
    expect(it.modifies()).toBe(1);
  });

  it('of one mount target is charged to no other', async () => {
    const it = await fixedScene();
    const [sibling] = it.addTargets(1);
    await it.changed(sibling);
    await it.revert();
    expect(await it.changed(sibling)).toMatchObject({ status: 'compliant' });
    it.drift(sibling);
    expect(await it.changed(sibling)).toMatchObject({ status: 'fixed' });
  });
});
