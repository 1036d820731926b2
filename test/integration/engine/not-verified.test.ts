import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../../functions/core/model/errors.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { message } from '../../support/engine-events.ts';
import { ledgerOf, leftovers } from '../../support/engine-ledger.ts';
import { leaseMs, policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { modifiedBy, roomy, type SafetyScene, safely, safetyScene, terraform } from '../../support/safety-scene.ts';

type Replace = Ports['actuator']['replaceGroups'];

/** AWS that takes the first write and does not carry it out, and what it does with the next. */
const forgetful = ({ ports: { actuator } }: SafetyScene, next: Replace = actuator.replaceGroups): Ports['actuator'] => {
  let writes = 0;
  const replaceGroups: Replace = async (...change) => {
    writes += 1;
    if (writes > 1) await next(...change);
  };
  return { ...actuator, replaceGroups };
};

const away = () => Promise.reject(new RetryableError('the ledger is away', { code: 'throttled' }));
const look = (it: SafetyScene, over: Partial<Ports> = {}) =>
  it.changed(it.mountTarget, terraform, { actuator: forgetful(it), ...over });
const recorded = async (it: SafetyScene) =>
  (await ledgerOf(it)).changes.toSorted((a, b) => a['concludedAt'] - b['concludedAt']);

describe('a write that AWS accepted and reading back does not show', () => {
  it('is undone on record, and its file system held for a day', async () => {
    const it = await safetyScene();
    const [sibling] = it.addTargets(1);
    const finding = await look(it);
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'], after: [it.stray.id] });
    expect(finding.explanation).toContain(
      `AWS accepted the write, but reading back does not show it; the set of before is restored, and ${it.fileSystem.id} is held for a day`,
    );
    const [failed, undone] = await recorded(it);
    expect(failed).toMatchObject({ status: 'failed', reasons: ['not-verified'], rule: 'shared-data' });
    expect(undone).toMatchObject({ status: 'fixed', rule: 'shared-data', undoes: failed?.['changeId'] });
    expect(await leftovers(it)).toEqual([]);
    expect(await it.changed(must(sibling))).toMatchObject({ status: 'refused', reasons: ['held'] });
    it.clock.pass(24 * 3_600_000);
    expect(await it.changed(must(sibling))).toMatchObject({ status: 'fixed' });
  });

  it('waits neither for the budget nor for the gate, and its undoing counts in none', async () => {
    const it = await safetyScene({ policy: policyText(roomy.replace('{', '{ changesPerHour: 1,')) });
    const closing = forgetful(it, async (...change) => {
      await it.ports.ledger.closeGate('over-budget', it.clock.now());
      await it.ports.actuator.replaceGroups(...change);
    });
    const finding = await look(it, { actuator: closing });
    expect(finding.explanation).toContain('the set of before is restored');
  });

  it('leaves the set of another caller as it is', async () => {
    const it = await safetyScene();
    const other = addGroup(it.aws.world, { name: 'other' });
    it.aws.faults.after('efs:ModifyMountTargetSecurityGroups', () =>
      setGroups(it.aws.world, it.mountTarget.id, [other.id]),
    );
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'], after: [other.id] });
    expect(finding.explanation).toContain('the set of another caller is left in place, and');
    expect(it.groups()).toEqual([other.id]);
    expect(it.modifies()).toBe(1);
    expect(await leftovers(it)).toEqual([]);
  });

  it('does not bring back a set that opens NFS to the world', async () => {
    const it = await safetyScene({ policy: safely('{ nfsOpenToWorld: refuse, nfsCutOff: warn }') });
    it.admit(it.stray, { peer: { cidrIpv4: '0.0.0.0/0' } });
    const finding = await look(it);
    expect(finding.explanation).toContain('the set of before is not restored, because');
    expect(await recorded(it)).toMatchObject([{ status: 'failed', reasons: ['not-verified'] }]);
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
  });

  it('is left, recorded and held when nobody can say what its set of before would open', async () => {
    const it = await safetyScene();
    const { reader } = it.ports;
    let asked = 0;
    const rules: typeof reader.rules = (ids) => {
      asked += 1;
      return asked > 1 ? Promise.reject(new RetryableError('no time', { code: 'out-of-time' })) : reader.rules(ids);
    };
    const finding = await look(it, { reader: { ...reader, rules } });
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'] });
    expect(finding.explanation).toContain('is not restored, because what it lets in could not be read (no time), and');
    expect(await recorded(it)).toMatchObject([{ status: 'failed', reasons: ['not-verified'] }]);
    expect(await it.changed()).toMatchObject({ reasons: ['held'] });
  });

  it('says so when the set of before cannot be restored, and leaves that on record', async () => {
    const it = await safetyScene();
    const refused = () => Promise.reject(new RetryableError('busy', { code: 'lifecycle-state' }));
    const finding = await look(it, { actuator: forgetful(it, refused) });
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'] });
    expect(finding.explanation).toContain('the set of before could not be restored: busy, and');
    expect(await recorded(it)).toMatchObject([{ reasons: ['not-verified'] }, { reasons: ['lifecycle-state'] }]);
    expect(await leftovers(it)).toEqual([]);
  });

  it('counts as undone when the answer to that is lost, and the set of before is attached', async () => {
    const it = await safetyScene();
    const lost = () => Promise.reject(new RetryableError('no answer', { code: 'no-response' }));
    const finding = await look(it, { actuator: forgetful(it, lost) });
    expect(finding.explanation).toContain('the set of before is restored');
    expect(await leftovers(it)).toEqual([]);
    expect((await recorded(it)).at(-1)).toMatchObject({ status: 'fixed' });
  });
});

describe('a write that did not verify, and a ledger that does not take that', () => {
  it.each(['rollBack', 'conclude'] as const)(
    'has nothing rolled back without a record, says so, and comes back: %s',
    async (method) => {
      const it = await safetyScene();
      const ledger = { ...it.ports.ledger, [method]: away };
      const delivery = [message('m-1', modifiedBy(it.mountTarget, terraform, { at: it.clock.now() }))];
      expect(await it.receive(delivery, { ledger, actuator: forgetful(it) })).toEqual(
        method === 'rollBack' ? ['m-1'] : [],
      );
      const [told] = it.findings.slice(-1);
      if (method === 'rollBack') {
        expect(told).toMatchObject({ status: 'deferred', reasons: ['throttled'] });
        expect(told?.explanation).toContain(
          'nothing is restored, which could not be recorded (the ledger is away); the next look finishes it',
        );
        expect(await recorded(it)).toEqual([]);
      } else {
        expect(told).toMatchObject({ status: 'failed', reasons: ['not-verified'] });
        expect(told?.explanation).toContain(
          'the set of before is restored: written and read back, which could not be recorded (the ledger is away)',
        );
      }
      it.clock.pass(24 * 3_600_000);
      expect(await it.changed()).toMatchObject({ status: 'fixed' });
      expect(await leftovers(it)).toEqual([]);
    },
  );

  it('is fixed by the next look when it lands after all', async () => {
    const it = await safetyScene();
    await look(it, { ledger: { ...it.ports.ledger, rollBack: away } });
    setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]);
    expect(await it.changed()).toMatchObject({ status: 'fixed', reasons: ['interrupted'] });
    expect(await recorded(it)).toMatchObject([{ status: 'fixed', reasons: ['interrupted'] }]);
    expect(await it.ports.ledger.unfinished()).toEqual([]);
  });

  it('writes nothing more once its lease is lost, and says that it is', async () => {
    const it = await safetyScene();
    const { ledger } = it.ports;
    const late: typeof ledger.rollBack = (...asked) => {
      it.clock.pass(leaseMs);
      return ledger.rollBack(...asked);
    };
    const finding = await look(it, { ledger: { ...ledger, rollBack: late } });
    expect(finding).toMatchObject({ status: 'deferred', reasons: ['lease-lost'] });
    expect(finding.explanation).toContain(`nothing is restored, because the lease on ${it.fileSystem.id} is lost`);
    expect(it.modifies()).toBe(0);
    setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]);
    expect(await it.changed()).toMatchObject({ status: 'fixed', reasons: ['interrupted'] });
    expect(await recorded(it)).toMatchObject([{ status: 'fixed', reasons: ['interrupted'] }]);
  });

  it('holds the file system although the ledger does not take how the restoring ended', async () => {
    const it = await safetyScene();
    const [sibling] = it.addTargets(1);
    const finding = await look(it, { ledger: { ...it.ports.ledger, conclude: away } });
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'] });
    expect(await it.changed(must(sibling))).toMatchObject({ status: 'refused', reasons: ['held'] });
  });
});
