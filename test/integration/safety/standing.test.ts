import { describe, expect, it } from 'vitest';
import { addGroup } from '../../../infra/local/world/network.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { policyText } from '../../support/engine-scene.ts';
import { type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';
import { changesOf, dieOverWrite, hold, losing, meanwhile, recordOf, three } from '../../support/safety-steps.ts';

describe('what stands in the way of a write', () => {
  it('is seen by the mount targets that wait their turn in the same invocation', async () => {
    const it = three(await safetyScene());
    expect(await it.lookAtAll(losing(it))).toEqual(['failed not-verified', 'refused held', 'refused held']);
  });

  it.each(['acquire', 'intend'] as const)(
    'is seen when it comes just before the ledger is asked to %s',
    async (call) => {
      const it = await safetyScene();
      const held = meanwhile(it, call, () => hold(it));
      expect(await it.changed(it.mountTarget, terraform, held)).toMatchObject({ status: 'refused', reasons: ['held'] });
      expect(it.modifies()).toBe(0);
      expect(await recordOf(it)).not.toHaveProperty('pending');
    },
  );

  it('is no more when it is released just before the ledger is read', async () => {
    const it = await safetyScene();
    await hold(it);
    const released = meanwhile(it, 'read', () => it.invoke({ release: it.mountTarget.id }));
    expect(await it.changed(it.mountTarget, terraform, released)).toMatchObject({ status: 'fixed' });
  });

  it.each<{ brake: string; over: object; place: (it: SafetyScene) => unknown }>([
    { brake: 'paused', over: { paused: true }, place: () => {} },
    { brake: 'held', over: {}, place: (it) => hold(it) },
  ])(
    'is obeyed by a look that finishes a change, which it does all the same: $brake',
    async ({ brake, over, place }) => {
      const it = await safetyScene();
      await dieOverWrite(it);
      await place(it);
      it.drift();
      expect(await it.changed(it.mountTarget, terraform, over)).toMatchObject({ status: 'refused', reasons: [brake] });
      expect(it.modifies()).toBe(1);
      expect(await changesOf(it)).toMatchObject([{ status: 'failed', reasons: ['interrupted'] }]);
    },
  );
});

describe('another caller who writes while a mount target is judged', () => {
  const rivalIn = (it: SafetyScene) =>
    addGroup(it.aws.world, { name: 'rival', rules: [{ peer: { cidrIpv4: '10.0.0.0/8' } }] });

  it.each([
    { what: 'what the policy wants', by: (it: SafetyScene) => it.wanted.id, status: 'compliant', writes: 0 },
    { what: 'another set', by: (it: SafetyScene) => rivalIn(it).id, status: 'fixed', writes: 1 },
  ])('is seen before the write, and $what is judged', async ({ by, status, writes }) => {
    const it = await safetyScene();
    const id = by(it);
    const raced = meanwhile(it, 'acquire', () => setGroups(it.aws.world, it.mountTarget.id, [id]));
    expect(await it.changed(it.mountTarget, terraform, raced)).toMatchObject({ status, after: [it.wanted.id] });
    expect((await changesOf(it)).map(({ before }) => before)).toEqual(writes ? [[id]] : []);
    expect(it.modifies()).toBe(writes);
    expect(await recordOf(it)).not.toHaveProperty('pending');
  });

  it('cannot have clients cut off that only the new set lets in', async () => {
    const it = await safetyScene();
    const rival = rivalIn(it);
    const raced = meanwhile(it, 'acquire', () => {
      it.shut(it.wanted);
      setGroups(it.aws.world, it.mountTarget.id, [rival.id]);
    });
    expect(await it.changed(it.mountTarget, terraform, raced)).toMatchObject({
      status: 'refused',
      reasons: ['nfs-cut-off'],
      before: [rival.id],
    });
    expect(it.modifies()).toBe(0);
  });

  it('again and again is left for the next look, at no cost to the budget', async () => {
    const it = await safetyScene({ policy: policyText('limits: { changesPerHour: 1 }') });
    const rival = rivalIn(it);
    const { ledger } = it.ports;
    const sets = [it.stray.id, rival.id];
    const intend: typeof ledger.intend = (...asked) => {
      setGroups(it.aws.world, it.mountTarget.id, [sets.reverse()[0] ?? '']);
      return ledger.intend(...asked);
    };
    const finding = await it.changed(it.mountTarget, terraform, { ledger: { ...ledger, intend } });
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['changed-meanwhile'] });
    expect(it.modifies()).toBe(0);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });
});
