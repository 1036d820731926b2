import { describe, expect, it } from 'vitest';
import { securityGroupId } from '../../../functions/core/model/ids.ts';
import type { Intent } from '../../../functions/engine/ports/ledger.ts';
import { idOf } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';

const orderFor = ({ mountTarget }: SafetyScene, say: object = {}) => ({
  revert: mountTarget.id,
  until: '2026-11-30',
  reason: 'INC-1',
  ...say,
});

/** A scene whose mount target was put right once. */
const fixedScene = async () => {
  const it = await safetyScene();
  expect(await it.changed()).toMatchObject({ status: 'fixed' });
  return it;
};

/** Puts so many changes on record, a second apart from now, that changed nothing; each says what `say` does. */
const recorded = async (it: SafetyScene, count: number, say: object = {}): Promise<void> => {
  const { ledger } = it.ports;
  const mountTarget = must(await it.ports.reader.mountTarget(idOf(it.mountTarget)));
  const { lease } = must(await ledger.acquire(mountTarget.id));
  const groups = [must(securityGroupId(it.wanted.id))];
  const one = (n: number) => {
    const { id: mountTargetId, fileSystemId } = mountTarget;
    const at = it.clock.now() + (n + 1) * 1_000;
    const set = { before: groups, after: groups, rule: 'shared-data', policyVersion: '0123456789ab', cause: 'sweep' };
    const intent: Intent = { changeId: `c-${n}`, mountTargetId, fileSystemId, at, ...set, ...say };
    return ledger.conclude(lease, intent, { status: 'fixed', reasons: [], at });
  };
  await Promise.all(Array.from({ length: count }, (_, n) => one(n)));
  await ledger.release(lease);
};

describe('the history', () => {
  it('says of a mount target what was changed, why, by whom it was caused, and what holds it', async () => {
    const it = await fixedScene();
    await it.invoke(orderFor(it));
    const { history } = await it.invoke({ history: it.mountTarget.id });
    expect(history).toMatchObject({
      hold: { reason: 'INC-1', by: 'direct invoke request-1', until: Date.UTC(2026, 11, 1) },
      changes: [
        { status: 'fixed', cause: 'revert', before: [it.wanted.id], after: [it.stray.id] },
        {
          ...{ status: 'fixed', rule: 'shared-data', before: [it.stray.id], after: [it.wanted.id] },
          ...{ cause: 'ModifyMountTargetSecurityGroups', actor: terraform, policyVersion: expect.any(String) },
        },
      ],
    });
  });

  it('says of a file system what was changed on any of its mount targets', async () => {
    const it = await fixedScene();
    const [other] = it.addTargets(1);
    await it.changed(other);
    const { history } = await it.invoke({ history: it.fileSystem.id });
    expect(history?.changes.map(({ mountTargetId }) => mountTargetId)).toEqual([other?.id, it.mountTarget.id]);
  });

  it('tells of two hundred changes, and says when there are older ones, which can be asked for', async () => {
    const it = await fixedScene();
    const [first, start] = [must((await it.ports.ledger.record(idOf(it.mountTarget))).changes[0]), it.clock.now()];
    await recorded(it, 200);
    const { history } = await it.invoke({ history: it.mountTarget.id });
    expect(history?.changes.map(({ changeId }) => changeId)).toEqual(
      Array.from({ length: 200 }, (_, n) => `c-${199 - n}`),
    );
    expect(history).toHaveProperty('more', true);
    const before = new Date(start + 2_000).toISOString();
    const { history: older } = await it.invoke({ history: it.mountTarget.id, before });
    expect(older?.changes.map(({ changeId }) => changeId)).toEqual(['c-0', first.changeId]);
    expect(older).not.toHaveProperty('more');
  });

  it('is cut where Lambda would not hand on more, and says so', async () => {
    const it = await fixedScene();
    await recorded(it, 30, { policyVersion: '漢'.repeat(65_000) });
    const answer = await it.invoke({ history: it.mountTarget.id });
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(5_100_000);
    expect(answer.history).toMatchObject({ more: true });
    const changes = answer.history?.changes ?? [];
    expect(changes.map(({ changeId }) => changeId)).toEqual(changes.map((_, n) => `c-${29 - n}`));
    expect(Buffer.byteLength(JSON.stringify([...changes, changes[0]]))).toBeGreaterThan(5_000_000);
  });

  it('of something that never was is empty', async () => {
    const it = await safetyScene();
    expect((await it.invoke({ history: 'fs-0123456789abcdef0' })).history).toEqual({ changes: [] });
  });

  it.each([
    '2026-11-30',
    '2026-11-30T12:00:00',
    '2026-11-30T12:00:00+01:00',
    '2026-02-30T12:00:00Z',
    '2026-11-30T25:00:00Z',
    'yesterday',
    1793534400000,
  ])('before what is no time in UTC, such as %s, is not told', async (before) => {
    const it = await safetyScene();
    await expect(it.invoke({ history: it.mountTarget.id, before })).rejects.toThrow(/before .*expected a time in UTC/s);
  });
});

describe('a revert', () => {
  it('goes back before a change that is named, however many there were since, up to a thousand', async () => {
    const it = await fixedScene();
    const { ledger } = it.ports;
    const { changeId } = must((await ledger.record(idOf(it.mountTarget))).changes[0]);
    await recorded(it, 25);
    const asked: number[] = [];
    const history: typeof ledger.history = (id, atMost) => {
      asked.push(atMost);
      return ledger.history(id, atMost);
    };
    const revert = async (say: object) =>
      must((await it.invoke(orderFor(it, say), { ledger: { ...ledger, history } })).results[0]);
    expect(await revert({ change: 'c-24', dryRun: true })).toMatchObject({ after: [it.wanted.id] });
    expect(asked).toEqual([]);
    const finding = await revert({ change: 'c-25' });
    expect(finding).toMatchObject({ status: 'refused', reasons: ['no-such-change'] });
    expect(finding.explanation).toContain('no change c-25 among the newest 1000 on record');
    expect(await revert({ change: changeId })).toMatchObject({ status: 'fixed', after: [it.stray.id] });
    expect(asked).toEqual([1000, 1000]);
  });
});
