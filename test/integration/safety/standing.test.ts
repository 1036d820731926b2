import { describe, expect, it } from 'vitest';
import { crash } from '../../support/engine-crash.ts';
import { idOf, leaseMs, policyText } from '../../support/engine-scene.ts';
import { roomy, type SafetyScene, safetyScene } from '../../support/safety-scene.ts';

/** Has the next write accepted and not carried out. */
const loseTheNextWrite = (it: SafetyScene) => {
  const { actuator } = it.ports;
  let lost = 0;
  return {
    actuator: {
      replaceGroups: async (...change: Parameters<typeof actuator.replaceGroups>) => {
        lost += 1;
        if (lost > 1) await actuator.replaceGroups(...change);
      },
    },
  };
};

/** Lets a change be written by an invocation that dies before it is on record. */
const dieAfterWrite = async (it: SafetyScene) => {
  const dead = crash();
  const { actuator } = it.ports;
  void it.changed(it.mountTarget, undefined, {
    actuator: {
      replaceGroups: async (...change) => {
        await actuator.replaceGroups(...change);
        await dead.here();
      },
    },
  });
  await dead.reached;
  it.clock.pass(leaseMs);
};

describe('what stands in the way of a write', () => {
  it('is seen by the mount targets that wait their turn in the same invocation', async () => {
    const it = await safetyScene();
    it.addTargets(2);
    const { results } = await it.invoke({ fileSystemIds: [it.fileSystem.id] }, loseTheNextWrite(it));
    expect(results.map(({ status }) => status).toSorted()).toEqual(['failed', 'refused', 'refused']);
    expect(results.flatMap(({ reasons }) => reasons).toSorted()).toEqual(['held', 'held', 'not-verified']);
  });

  it('is seen by an invocation that observed before it was there', async () => {
    const it = await safetyScene();
    const id = idOf(it.mountTarget);
    const hold = { until: it.clock.now() + 60_000, reason: 'wait', by: 'me', at: it.clock.now() };
    const { ledger } = it.ports;
    let placed = false;
    const acquire: typeof ledger.acquire = async (subject) => {
      if (!placed) await ledger.hold(id, hold);
      placed = true;
      return ledger.acquire(subject);
    };
    expect(await it.changed(it.mountTarget, undefined, { ledger: { ...ledger, acquire } })).toMatchObject({
      status: 'refused',
      reasons: ['held'],
    });
    expect(it.modifies()).toBe(0);
  });

  it.each([
    { brake: 'a pause', over: { paused: true }, reasons: ['paused'] },
    { brake: 'a hold', over: {}, reasons: ['held'] },
  ])('is $brake, also when drift shows only under the lease of a look that finishes a change', async (say) => {
    const it = await safetyScene();
    await dieAfterWrite(it);
    const { ledger, clock } = { ...it.ports };
    if (say.reasons[0] === 'held')
      await ledger.hold(idOf(it.mountTarget), { until: clock.now() + 60_000, reason: 'w', by: 'me', at: clock.now() });
    const acquire: typeof ledger.acquire = (subject) => {
      it.drift();
      return ledger.acquire(subject);
    };
    const finding = await it.changed(it.mountTarget, undefined, { ledger: { ...ledger, acquire }, ...say.over });
    expect(finding).toMatchObject({ status: 'refused', reasons: say.reasons });
    expect(it.modifies()).toBe(1);
  });

  it('is a hold, also when an exemption expires under the lease of such a look', async () => {
    const it = await safetyScene();
    await dieAfterWrite(it);
    it.drift();
    it.say(policyText(`${roomy}\nexemptions: [{ mountTarget: ${it.mountTarget.id}, until: 2026-11-01, reason: x }]`));
    const { ledger } = it.ports;
    const acquire: typeof ledger.acquire = (subject) => {
      it.clock.pass(12 * 3_600_000);
      return ledger.acquire(subject);
    };
    await ledger.hold(idOf(it.mountTarget), {
      until: it.clock.now() + 7 * 86_400_000,
      reason: 'w',
      by: 'me',
      at: it.clock.now(),
    });
    const finding = await it.changed(it.mountTarget, undefined, { ledger: { ...ledger, acquire } });
    expect(finding).toMatchObject({ status: 'refused', reasons: ['held'] });
    expect(it.modifies()).toBe(1);
  });
});
