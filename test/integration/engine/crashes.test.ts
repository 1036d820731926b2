import { describe, expect, it } from 'vitest';
import { remediator } from '../../../functions/engine/look/remediate.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { removeMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { type Crash, crash } from '../../support/engine-crash.ts';
import { ledgerOf } from '../../support/engine-ledger.ts';
import { leaseMs, policyFrom, policyText, type Scene, scene } from '../../support/engine-scene.ts';

const beforeModify = (_: Ports, { here }: Crash): Partial<Ports> => ({ actuator: { replaceGroups: here } });

const afterModify = ({ actuator }: Ports, { here }: Crash): Partial<Ports> => ({
  actuator: {
    replaceGroups: async (...change) => {
      await actuator.replaceGroups(...change);
      await here();
    },
  },
});

const beforeRelease = ({ ledger }: Ports, { here }: Crash): Partial<Ports> => ({
  ledger: { ...ledger, release: here },
});

/** Lets one look come to a place and die there, holding its lease. */
const dieAt = async (it: Scene, place: (ports: Ports, crash: Crash) => Partial<Ports>, eventId = 'e-1') => {
  const dead = crash();
  void it.look({ eventId }, place(it.ports, dead));
  await dead.reached;
};

const leaseRunsOut = ({ clock }: Scene) => clock.pass(leaseMs);

describe('an invocation that dies between intent and write', () => {
  it('keeps the others away until its lease runs out', async () => {
    const it = await scene();
    await dieAt(it, beforeModify);
    it.clock.pass(leaseMs - 1);
    expect(await it.look()).toMatchObject({ status: 'deferred', reasons: ['lease-held'], after: [it.stray.id] });
    expect(it.modifies()).toBe(0);
  });

  it('is recorded as failed by the next look, which then makes the change itself', async () => {
    const it = await scene();
    await dieAt(it, beforeModify);
    leaseRunsOut(it);
    expect(await it.look({ eventId: 'e-2' })).toMatchObject({ status: 'fixed', after: [it.wanted.id] });
    const { changes, state } = await ledgerOf(it);
    expect(changes).toMatchObject([
      { status: 'failed', reasons: ['interrupted'], eventId: 'e-1' },
      { status: 'fixed', reasons: [], eventId: 'e-2' },
    ]);
    expect(state).toEqual({ pk: it.mountTarget.id, sk: 'state' });
  });

  it('is recorded as gone when the mount target is', async () => {
    const it = await scene();
    await dieAt(it, beforeModify);
    leaseRunsOut(it);
    removeMountTarget(it.aws.world, it.mountTarget);
    expect(await it.look()).toMatchObject({ status: 'gone' });
    expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'gone', reasons: ['interrupted'] }]);
  });
});

describe('an invocation that dies between write and record', () => {
  it('is finished by the next look, without another write', async () => {
    const it = await scene();
    await dieAt(it, afterModify);
    leaseRunsOut(it);
    const finding = await it.look({ eventId: 'e-2' });
    expect(finding).toMatchObject({
      ...{ status: 'fixed', reasons: ['interrupted'], rule: 'shared-data' },
      ...{ before: [it.stray.id], after: [it.wanted.id] },
    });
    expect(it.modifies()).toBe(1);
    const { changes, state } = await ledgerOf(it);
    expect(changes).toMatchObject([{ status: 'fixed', reasons: ['interrupted'], eventId: 'e-1' }]);
    expect(state).toEqual({ pk: it.mountTarget.id, sk: 'state' });
    expect(await it.look()).toMatchObject({ status: 'compliant' });
  });

  it('has a compliant mount target looked at again once its lease is over', async () => {
    const it = await scene();
    await dieAt(it, afterModify);
    expect(await it.look()).toMatchObject({ status: 'deferred', reasons: ['lease-held'] });
    expect((await ledgerOf(it)).changes).toEqual([]);
    leaseRunsOut(it);
    await it.look();
    expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'fixed' }]);
  });

  it('is finished, and what others changed since is put right', async () => {
    const it = await scene();
    await dieAt(it, afterModify);
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
    await dieAt(it, afterModify);
    leaseRunsOut(it);
    it.aws.world.securityGroups.get(it.wanted.id)?.tags.set('nfs-access', 'staging');
    addGroup(it.aws.world, { name: 'new', tags: { 'nfs-access': 'prod' } });
    const audited = remediator(it.ports, policyFrom(policyText().replace('enforce', 'audit')));
    expect(await audited(it.request)).toMatchObject([{ status: 'would-fix', before: [it.wanted.id] }]);
    expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'fixed', reasons: ['interrupted'] }]);
  });

  it('is left as it is by a dry run', async () => {
    const it = await scene();
    await dieAt(it, afterModify);
    leaseRunsOut(it);
    expect(await it.look({ dryRun: true })).toMatchObject({ status: 'compliant' });
    expect((await ledgerOf(it)).changes).toEqual([]);
  });
});

describe('an invocation that dies between record and release', () => {
  it('leaves its outcome, and a lease that the next change waits out', async () => {
    const it = await scene();
    await dieAt(it, beforeRelease);
    setGroups(it.aws.world, it.mountTarget.id, [it.stray.id]);
    expect(await it.look()).toMatchObject({ status: 'deferred', reasons: ['lease-held'] });
    leaseRunsOut(it);
    expect(await it.look({ eventId: 'e-2' })).toMatchObject({ status: 'fixed' });
    expect((await ledgerOf(it)).changes).toMatchObject([
      { status: 'fixed', eventId: 'e-1' },
      { status: 'fixed', eventId: 'e-2' },
    ]);
  });
});
