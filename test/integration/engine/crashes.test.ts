import { describe, expect, it } from 'vitest';
import { remediator } from '../../../functions/engine/look/remediate.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { addMountTarget, groupsOf, removeMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { type Death, dieAt, dieLooking, lookAnswered } from '../../support/engine-crash.ts';
import { ledgerOf, leftovers } from '../../support/engine-ledger.ts';
import {
  fileSystemIdOf,
  groupIdOf,
  idOf,
  leaseMs,
  policyFrom,
  policyText,
  type Scene,
  scene,
} from '../../support/engine-scene.ts';

const MODIFY = 'efs:ModifyMountTargetSecurityGroups';
const halfDone = 9 * 60_000;

const leaseRunsOut = ({ clock }: Scene) => clock.pass(leaseMs);

/** Neither a write without an outcome nor a lease is on record, and one fix. */
const allIsRecorded = async (it: Scene, at: string) => {
  const { changes } = await ledgerOf(it);
  expect(await leftovers(it), at).toEqual([]);
  expect(await it.ports.ledger.unfinished(), at).toEqual([]);
  expect(changes.filter(({ status }) => status === 'fixed').length, at).toBe(1);
  const interrupted = changes.filter(({ status }) => status !== 'fixed');
  for (const change of interrupted) expect(change, at).toMatchObject({ status: 'failed', reasons: ['interrupted'] });
  const { landed } = (await it.ports.ledger.read([fileSystemIdOf(it.fileSystem)])).record(
    fileSystemIdOf(it.fileSystem),
  );
  expect(landed.length, at).toBe(1);
};

/** Tries a scene with every death that a fix can die: before each of its calls, and behind it. */
const atEveryCall = async (tries: (it: Scene, at: string) => Promise<void>): Promise<void> => {
  for (const when of ['before', 'after'] as const) {
    let at = 0;
    for (; ; at += 1) {
      const it = await scene();
      const death: Death = { at, when };
      if (!(await dieLooking(it, death, { eventId: 'e-1' }))) break;
      await tries(it, `dies ${when} call ${at}`);
    }
    expect(at).toBeGreaterThan(14);
  }
};

describe('an invocation that dies at any call', () => {
  it('is succeeded by one that finds the mount target right, or makes it so, with one Modify in all', async () => {
    await atEveryCall(async (it, at) => {
      const early = await it.look({ eventId: 'e-2' });
      if (early.status === 'deferred') expect(early.reasons, at).toEqual(['lease-held']);
      else expect(['fixed', 'compliant'], at).toContain(early.status);
      leaseRunsOut(it);
      const late = await it.look({ eventId: 'e-3' });
      expect(['fixed', 'compliant'], at).toContain(late.status);
      expect([it.groups(), it.modifies()], at).toEqual([[it.wanted.id], 1]);
      expect(await it.look({ eventId: 'e-4' }), at).toMatchObject({ status: 'compliant', previous: [it.wanted.id] });
      await allIsRecorded(it, at);
    });
  }, 60_000);
});

describe('another mount target of the file system of an invocation that dies at any call', () => {
  it('waits for what was being written no longer than ten minutes, and is put right', async () => {
    await atEveryCall(async (it, at) => {
      const sibling = addMountTarget(it.aws.world, { fileSystemId: it.fileSystem.id, groupIds: [it.stray.id] });
      const look = () => it.look({ mountTargetIds: [idOf(sibling)], eventId: 'e-2' });
      leaseRunsOut(it);
      const early = await look();
      if (early.status === 'deferred') {
        expect(early.reasons, at).toEqual(['stage-halted']);
        expect(groupsOf(it.aws.world, sibling.id), at).toEqual([it.stray.id]);
        it.clock.pass(halfDone);
        expect(await look(), at).toMatchObject({ status: 'fixed' });
      } else expect(early.status, at).toBe('fixed');
      expect(groupsOf(it.aws.world, sibling.id), at).toEqual([it.wanted.id]);
      expect(await it.ports.ledger.unfinished(), at).toEqual([]);
    });
  }, 60_000);
});

it('puts a mount target right once although the answer to any call is lost, and the call sent again', async () => {
  let lost = 0;
  for (; ; lost += 1) {
    const it = await scene();
    const finding = await lookAnswered(it, lost);
    if (!finding) break;
    const at = `loses the answer to call ${lost}`;
    expect(finding, at).toMatchObject({ status: 'fixed', after: [it.wanted.id] });
    expect(it.modifies(), at).toBe(1);
    await allIsRecorded(it, at);
  }
  expect(lost).toBeGreaterThan(14);
}, 60_000);

it('counts once what a writer records that was taken for dead, and leaves what others did since', async () => {
  const it = await scene();
  const { promise: resumes, resolve: resume } = Promise.withResolvers<void>();
  const { promise: waits, resolve: comes } = Promise.withResolvers<void>();
  const conclude: typeof it.ports.ledger.conclude = async (...asked) => {
    comes();
    await resumes;
    return it.ports.ledger.conclude(...asked);
  };
  const late = it.look({ eventId: 'e-1' }, { ledger: { ...it.ports.ledger, conclude } });
  await waits;
  leaseRunsOut(it);
  expect(await it.look()).toMatchObject({ status: 'fixed', reasons: ['interrupted'] });
  setGroups(it.aws.world, it.mountTarget.id, [it.stray.id]);
  await dieAt(it, 'before', MODIFY, { eventId: 'e-2' });
  resume();
  expect(await late).toMatchObject({ status: 'fixed' });
  expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'fixed', reasons: ['interrupted'], eventId: 'e-1' }]);
  expect((await ledgerOf(it)).state).toMatchObject({ intent: { eventId: 'e-2' }, owner: expect.any(String) });
  leaseRunsOut(it);
  expect(await it.look()).toMatchObject({ status: 'fixed' });
  expect(await leftovers(it)).toEqual([]);
});

describe('an invocation that dies between intent and write', () => {
  it('keeps the others away until its lease runs out', async () => {
    const it = await scene();
    await dieAt(it, 'before', MODIFY);
    it.clock.pass(leaseMs - 1);
    expect(await it.look()).toMatchObject({ status: 'deferred', reasons: ['lease-held'], after: [it.stray.id] });
  });

  it('is recorded as failed by the next look, which then makes the change itself', async () => {
    const it = await scene();
    await dieAt(it, 'before', MODIFY, { eventId: 'e-1' });
    leaseRunsOut(it);
    expect(await it.look({ eventId: 'e-2' })).toMatchObject({ status: 'fixed', after: [it.wanted.id] });
    expect((await ledgerOf(it)).changes).toMatchObject([
      { status: 'failed', reasons: ['interrupted'], eventId: 'e-1' },
      { status: 'fixed', reasons: [], eventId: 'e-2' },
    ]);
  });

  it('is recorded as gone when the mount target is', async () => {
    const it = await scene();
    await it.look();
    setGroups(it.aws.world, it.mountTarget.id, [it.stray.id]);
    await dieAt(it, 'before', MODIFY);
    leaseRunsOut(it);
    removeMountTarget(it.aws.world, it.mountTarget);
    expect(await it.look()).toMatchObject({ status: 'gone', fileSystemId: it.fileSystem.id });
    expect((await ledgerOf(it)).changes.at(-1)).toMatchObject({ status: 'gone', reasons: ['interrupted'] });
  });

  it('keeps no other waiting once its mount target is gone', async () => {
    const it = await scene();
    const sibling = addMountTarget(it.aws.world, { fileSystemId: it.fileSystem.id, groupIds: [it.stray.id] });
    await dieAt(it, 'before', MODIFY);
    leaseRunsOut(it);
    removeMountTarget(it.aws.world, it.mountTarget);
    expect(await it.look({ mountTargetIds: [idOf(sibling)] })).toMatchObject({ status: 'fixed' });
    expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'gone' }, { status: 'fixed' }]);
  });
});

describe('an invocation that dies between write and record', () => {
  it('is finished by the next look, without another write', async () => {
    const it = await scene();
    await dieAt(it, 'after', MODIFY, { eventId: 'e-1' });
    leaseRunsOut(it);
    const finding = await it.look({ eventId: 'e-2' });
    expect(finding).toMatchObject({
      ...{ status: 'fixed', reasons: ['interrupted'], rule: 'shared-data' },
      ...{ before: [it.stray.id], after: [it.wanted.id] },
    });
    expect(finding.explanation).toMatch(/Change \S+, which was interrupted after its write, is now recorded as fixed/);
    expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'fixed', reasons: ['interrupted'], eventId: 'e-1' }]);
    expect(await it.look()).toMatchObject({ status: 'compliant' });
  });

  it('is finished also where EC2 still shows the groups of before', async () => {
    const it = await scene();
    const { interfaces } = it.ports.reader;
    await dieAt(it, 'after', MODIFY);
    leaseRunsOut(it);
    const lagging: typeof interfaces = async (ids) =>
      (await interfaces(ids)).map((each) => ({ ...each, attached: [groupIdOf(it.stray)] }));
    const finding = await it.look({}, { reader: { ...it.ports.reader, interfaces: lagging } });
    expect(finding).toMatchObject({ status: 'fixed', reasons: ['interrupted'], before: [it.stray.id] });
    expect(it.modifies()).toBe(1);
  });

  it('is finished, and what others changed since is put right', async () => {
    const it = await scene();
    await dieAt(it, 'after', MODIFY, { eventId: 'e-1' });
    leaseRunsOut(it);
    const other = addGroup(it.aws.world, { name: 'other' });
    setGroups(it.aws.world, it.mountTarget.id, [other.id]);
    expect(await it.look({ eventId: 'e-2' })).toMatchObject({ status: 'fixed', before: [other.id] });
    expect((await ledgerOf(it)).changes).toMatchObject([
      { status: 'failed', reasons: ['interrupted'], eventId: 'e-1' },
      { status: 'fixed', eventId: 'e-2', before: [other.id] },
    ]);
  });

  it('is not taken for a fix under a policy that has changed since', async () => {
    const it = await scene();
    await dieAt(it, 'after', MODIFY);
    leaseRunsOut(it);
    it.aws.world.securityGroups.get(it.wanted.id)?.tags.set('nfs-access', 'staging');
    addGroup(it.aws.world, { name: 'new', tags: { 'nfs-access': 'prod' } });
    const audited = remediator(it.ports, policyFrom(policyText().replace('enforce', 'audit')));
    expect((await audited(it.request)).findings).toMatchObject([{ status: 'would-fix', before: [it.wanted.id] }]);
    expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'fixed', reasons: ['interrupted'] }]);
  });

  it('is left as it is by a dry run', async () => {
    const it = await scene();
    await dieAt(it, 'after', MODIFY);
    leaseRunsOut(it);
    expect(await it.look({ dryRun: true })).toMatchObject({ status: 'compliant' });
    expect((await ledgerOf(it)).changes).toEqual([]);
  });
});
