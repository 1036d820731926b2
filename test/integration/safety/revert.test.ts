import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../functions/core/model/errors.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { addGroup, addInterface, addSubnet } from '../../../infra/local/world/network.ts';
import { removeMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { fileSystemIdOf, idOf, leaseMs, policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene } from '../../support/safety-scene.ts';
import {
  changesOf,
  dieOverWrite,
  endings,
  hold,
  losing,
  meanwhile,
  noAnswer,
  recordOf,
  revertOf,
  writing,
} from '../../support/safety-steps.ts';

const day = 86_400_000;
const until = Date.UTC(2026, 11, 1);
const openAgain = (it: SafetyScene) => it.admit(it.stray, { peer: { cidrIpv4: '0.0.0.0/0' } });

/** A scene whose mount target was put right once. */
const fixedScene = async (policy?: string, prepare: (it: SafetyScene) => void = () => {}) => {
  const it = await safetyScene(policy === undefined ? {} : { policy });
  prepare(it);
  expect(await it.changed()).toMatchObject({ status: 'fixed' });
  it.clock.pass(1);
  const revert = async (say: object = {}, over: Partial<Ports> = {}) =>
    must((await it.invoke(revertOf(it.mountTarget, say), over)).results[0]);
  return {
    ...it,
    revert,
    /** What a dry run of it says, and what the real one does. */
    both: async () => [await revert({ dryRun: true }), await revert()] as const,
    held: async () => (await recordOf(it)).holds.get(idOf(it.mountTarget)),
  };
};

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

describe('a revert of which nobody knows whether it landed', () => {
  /** A write that lands or not, after which EFS is silent. */
  const lost = ({ ports: { actuator } }: SafetyScene, lands: boolean): Partial<Ports> => {
    let isSent = false;
    return {
      actuator: {
        attachedGroups: (id) => (isSent ? noAnswer() : actuator.attachedGroups(id)),
        replaceGroups: async (...change) => {
          isSent = true;
          if (lands) await actuator.replaceGroups(...change);
          await noAnswer();
        },
      },
    };
  };

  it.each([{ lands: true }, { lands: false }])('is held exactly when it did: $lands', async ({ lands }) => {
    const it = await fixedScene();
    const finding = await it.revert({}, lost(it, lands));
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['no-response'] });
    expect(finding.explanation).toContain('Send the order again.');
    const { history } = await it.invoke({ history: it.mountTarget.id });
    expect(history?.pending).toMatchObject({
      phase: 'in-doubt',
      cause: 'revert',
      hold: { reason: 'INC-1', until: new Date(until).toISOString() },
    });
    expect(endings([await it.changed()])).toEqual([lands ? 'refused held' : 'compliant']);
    expect((await it.held())?.until).toBe(lands ? until : undefined);
    expect(it.groups()).toEqual([lands ? it.stray.id : it.wanted.id]);
  });

  it.each([{ lands: true }, { lands: false }])(
    'is made, or kept, when the order comes again: $lands',
    async ({ lands }) => {
      const it = await fixedScene();
      await it.revert({}, lost(it, lands));
      expect(endings([await it.revert()])).toEqual([lands ? 'compliant reverted' : 'fixed']);
      expect(await it.held()).toMatchObject({ until });
      expect(it.groups()).toEqual([it.stray.id]);
    },
  );

  it.each(['mountTarget', 'fileSystem'] as const)('is released with its %s', async (subject) => {
    const it = await fixedScene();
    await it.revert({}, lost(it, true));
    expect(await it.invoke({ release: it[subject].id, by: 'ana', reason: 'INC-0' })).toMatchObject({ released: true });
    expect((await changesOf(it))[0]).toMatchObject({ cause: 'revert', status: 'fixed', reasons: ['interrupted'] });
    expect((await it.held())?.until).toBe(subject === 'mountTarget' ? undefined : until);
  });
});

describe('a revert whose invocation died', () => {
  it('leaves its hold when the next look finishes it', async () => {
    const it = await fixedScene();
    await dieOverWrite(it, { begin: (over) => it.revert({}, over) });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
    expect((await changesOf(it))[0]).toMatchObject({ cause: 'revert', status: 'fixed', reasons: ['interrupted'] });
    expect(await it.held()).toMatchObject({ until, reason: 'INC-1' });
    expect(it.groups()).toEqual([it.stray.id]);
  });

  it('leaves it also when a look at another mount target of its file system does, or work from the sweep', async () => {
    for (const bySweep of [true, false]) {
      const it = await fixedScene();
      const [sibling] = it.addTargets(1);
      await dieOverWrite(it, { begin: (over) => it.revert({}, over) });
      it.clock.pass(60_000);
      if (bySweep) {
        await it.sweep();
        await it.drain();
      } else await it.changed(sibling);
      expect(await it.held()).toMatchObject({ until });
      expect([it.groups(), it.groupsOf(must(sibling))]).toEqual([[it.stray.id], [it.wanted.id]]);
    }
  });

  it('leaves none when it never sent its write', async () => {
    const it = await fixedScene();
    await dieOverWrite(it, { lands: false, begin: (over) => it.revert({}, over) });
    expect(await it.changed()).toMatchObject({ status: 'compliant' });
    expect(await it.held()).toBeUndefined();
  });
});

it('undoes the change that an invocation died over', async () => {
  const it = await safetyScene();
  await dieOverWrite(it);
  expect((await it.invoke(revertOf(it.mountTarget, { dryRun: true }))).results).toMatchObject([
    { after: [it.stray.id] },
  ]);
  expect(endings((await it.invoke(revertOf(it.mountTarget))).results)).toEqual(['fixed']);
  expect(it.groups()).toEqual([it.stray.id]);
  expect(await changesOf(it)).toMatchObject([
    { cause: 'revert', status: 'fixed' },
    { status: 'fixed', reasons: ['interrupted'] },
  ]);
});

describe('a release', () => {
  it('of a file system ends its hold, which that of a mount target does not', async () => {
    const it = await safetyScene();
    await hold(it, it.fileSystem);
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['held'] });
    const answer = await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' });
    expect(answer).toMatchObject({ released: false });
    for (const part of [it.fileSystem.id, 'INC-0', 'a person', `{"release": "${it.fileSystem.id}"}`])
      expect(answer.explanation).toContain(part);
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
    expect(await it.invoke({ release: it.fileSystem.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: true,
    });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('of what neither is held nor was changed answers false, and leaves nothing on record', async () => {
    const it = await safetyScene();
    for (const release of ['fsmt-0123456789abcdef0', 'fs-0123456789abcdef0', it.mountTarget.id])
      expect(await it.invoke({ release, by: 'ana', reason: 'INC-0' })).toMatchObject({
        released: false,
        explanation: expect.stringContaining(release),
      });
    expect(await recordOf(it)).toMatchObject({ holdsVersion: 0, releasedAt: new Map() });
  });

  it('of a file system whose mount targets were changed ends no count of their changes', async () => {
    const it = await fixedScene();
    expect(await it.invoke({ release: it.fileSystem.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: false,
    });
  });

  it('of a mount target that was changed starts its count afresh, once', async () => {
    const it = await fixedScene();
    expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: true,
    });
    expect(await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: false,
    });
  });

  it('does not say that nothing is held when a later hold is', async () => {
    const it = await safetyScene();
    await hold(it, it.mountTarget, { at: it.clock.now() + day });
    const { released, explanation } = await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' });
    expect([released, explanation]).toEqual([
      false,
      expect.stringContaining(`${it.mountTarget.id} is still held until`),
    ]);
  });

  it.each([{ lands: true }, { lands: false }])(
    'of a write in doubt records whether it landed, and frees the others: $lands',
    async ({ lands }) => {
      const it = await safetyScene();
      const [sibling] = it.addTargets(1);
      await dieOverWrite(it, { lands });
      const answer = await it.invoke({ release: it.mountTarget.id, by: 'ana', reason: 'INC-0' });
      const [change] = await changesOf(it);
      expect(change).toMatchObject({ status: lands ? 'fixed' : 'failed', reasons: ['interrupted'] });
      expect(answer).toMatchObject({ released: true, explanation: expect.stringContaining(must(change).changeId) });
      expect((await recordOf(it)).landed).toHaveLength(lands ? 1 : 0);
      expect(await it.changed(sibling)).toMatchObject({ status: 'fixed' });
    },
  );

  it('ends a doubt also when AWS does not say whether it landed', async () => {
    const it = await safetyScene();
    await dieOverWrite(it);
    const error = new RetryableError('it is deleting', { code: 'lifecycle-state' });
    const actuator = { ...it.ports.actuator, attachedGroups: () => Promise.reject(error) };
    expect(await it.invoke({ release: it.fileSystem.id, by: 'ana', reason: 'INC-0' }, { actuator })).toMatchObject({
      released: true,
    });
    expect(await changesOf(it)).toMatchObject([{ status: 'failed', reasons: ['interrupted'] }]);
  });
});
