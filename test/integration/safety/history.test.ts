import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../../functions/core/model/errors.ts';
import type { Intent } from '../../../functions/engine/ports/record/change.ts';
import { fileSystemIdOf, idOf } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene, terraform } from '../../support/safety-scene.ts';
import { changesOf, hold, losing, revertOf } from '../../support/safety-steps.ts';

const day = 86_400_000;

/** A scene whose mount target was put right once. */
const fixedScene = async () => {
  const it = await safetyScene();
  expect(await it.changed()).toMatchObject({ status: 'fixed' });
  const told = async (say: object = {}) => must((await it.invoke({ history: it.mountTarget.id, ...say })).history);
  return { ...it, told };
};

/** Puts so many changes on record, a second apart from now, that changed nothing; each says what `say` does. */
const recorded = async (it: SafetyScene, count: number, say: object = {}): Promise<void> => {
  const acquired = must(await it.ports.ledger.acquire(fileSystemIdOf(it.fileSystem)));
  const groups = [...must((await changesOf(it))[0]).after];
  const one = (n: number) => {
    const at = it.clock.now() + (n + 1) * 1_000;
    const of = { mountTargetId: idOf(it.mountTarget), fileSystemId: fileSystemIdOf(it.fileSystem) };
    const set = { before: groups, after: groups, rule: 'shared-data', policyVersion: '0123456789ab', cause: 'sweep' };
    const intent: Intent = { changeId: `c-${n}`, ...of, at, ...set, ...say };
    return it.ports.ledger.conclude(acquired, intent, { status: 'fixed', reasons: [], at }, {}, 'keep');
  };
  await Promise.all(Array.from({ length: count }, (_, n) => one(n)));
  await it.ports.ledger.release(acquired.lease);
};

const idsOf = ({ changes }: { readonly changes: readonly { readonly changeId: string }[] }) =>
  changes.map(({ changeId }) => changeId);

describe('the history of a mount target', () => {
  it('says what was changed, why, by whom it was caused, and what holds it', async () => {
    const it = await fixedScene();
    await it.invoke(revertOf(it.mountTarget));
    expect(await it.told()).toMatchObject({
      fileSystemId: it.fileSystem.id,
      holds: [
        {
          id: it.mountTarget.id,
          hold: { reason: 'INC-1', by: 'ana', until: '2026-12-01T00:00:00.000Z' },
        },
      ],
      changes: [
        { status: 'fixed', cause: 'revert', before: [it.wanted.id], after: [it.stray.id], undoes: expect.any(String) },
        {
          ...{ status: 'fixed', rule: 'shared-data', before: [it.stray.id], after: [it.wanted.id] },
          ...{ cause: 'ModifyMountTargetSecurityGroups', actor: terraform, policyVersion: expect.any(String) },
        },
      ],
    });
  });

  it('names the hold of its file system, which a release of it ends', async () => {
    const it = await safetyScene();
    await it.changed(it.mountTarget, terraform, losing(it));
    expect((await it.changed()).explanation).toContain(`{"release": "${it.fileSystem.id}"} ends that`);
    const { history } = await it.invoke({ history: it.mountTarget.id });
    expect(history?.holds).toMatchObject([{ id: it.fileSystem.id, hold: { by: 'mountguard' } }]);
    expect(must(history?.holds[0]).hold.reason).toMatch(/^change .* ended not-verified$/);
    expect(await it.invoke({ release: it.fileSystem.id, by: 'ana', reason: 'INC-0' })).toMatchObject({
      released: true,
    });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('tells of two hundred changes, and says when there are older ones, which can be asked for', async () => {
    const it = await fixedScene();
    const [first, start] = [must((await changesOf(it))[0]), it.clock.now()];
    await recorded(it, 200);
    const newest = await it.told();
    expect(idsOf(newest)).toEqual(Array.from({ length: 200 }, (_, n) => `c-${199 - n}`));
    const more = { before: new Date(start + 1_001).toISOString() };
    expect(newest).toMatchObject({
      more,
      explanation: `There are older changes or orders: ask again with "before":"${more.before}".`,
    });
    const older = await it.told(more);
    expect(idsOf(older)).toEqual(['c-0', first.changeId]);
    expect(older).not.toHaveProperty('more');
  });

  it('is cut where Lambda would not hand on more, and says so', async () => {
    const it = await fixedScene();
    await recorded(it, 30, { policyVersion: '漢'.repeat(65_000) });
    const { changes, more } = await it.told();
    expect(Buffer.byteLength(JSON.stringify(changes))).toBeLessThan(5_100_000);
    expect(more).toEqual({ before: new Date(Date.parse(must(changes.at(-1)).at) + 1).toISOString() });
    expect(idsOf({ changes })).toEqual(changes.map((_, n) => `c-${29 - n}`));
    expect(Buffer.byteLength(JSON.stringify([...changes, changes[0]]))).toBeGreaterThan(5_000_000);
  });

  it('is told also when it is gone, where it was changed once', async () => {
    const it = await fixedScene();
    it.aws.world.mountTargets.delete(it.mountTarget.id);
    expect(await it.told()).toMatchObject({ fileSystemId: it.fileSystem.id, changes: [{ status: 'fixed' }] });
  });

  it.each([
    { id: 'fs-0123456789abcdef0', fileSystemId: 'fs-0123456789abcdef0' },
    { id: 'fsmt-0123456789abcdef0', fileSystemId: null },
  ])('that never was says so: $id', async ({ id, fileSystemId }) => {
    const it = await safetyScene();
    expect((await it.invoke({ history: id })).history).toEqual({
      ...{ changes: [], orders: [], holds: [], fileSystemId },
      explanation: `${id} is not on record and does not exist.`,
    });
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

it('the history of a file system says what was changed on any of its mount targets, and what holds which', async () => {
  const it = await fixedScene();
  const [other] = it.addTargets(1);
  await it.changed(other);
  await hold(it, other);
  await hold(it, it.fileSystem);
  const { history } = await it.invoke({ history: it.fileSystem.id });
  expect(history?.changes.map(({ mountTargetId }) => mountTargetId)).toEqual([other?.id, it.mountTarget.id]);
  expect(history?.holds.map(({ id }) => id).toSorted()).toEqual([it.fileSystem.id, other?.id].toSorted());
  expect((await it.told()).holds.map(({ id }) => id)).toEqual([it.fileSystem.id]);
});

describe('the history of a file system', () => {
  const signed = { by: 'ana', reason: 'INC-7' };
  const ordersOn = async (it: SafetyScene, over: object = {}) =>
    must((await it.invoke({ history: it.fileSystem.id }, over)).history);

  it('has the orders on its mount targets, also on one that is gone', async () => {
    const it = await safetyScene();
    const [gone] = it.addTargets(1);
    await it.invoke({ fix: [it.mountTarget.id], ...signed });
    it.clock.pass(1);
    await it.invoke({ hold: must(gone).id, until: '2026-12-31', ...signed });
    it.aws.world.mountTargets.delete(must(gone).id);
    const { orders } = await ordersOn(it);
    expect(orders.map(({ order, ids }) => [order, ...ids])).toEqual([
      ['hold', gone?.id],
      ['fix', it.mountTarget.id],
    ]);
  });

  it('says that some may be missing where EFS does not answer', async () => {
    const it = await safetyScene();
    await it.invoke({ hold: it.mountTarget.id, until: '2026-12-31', ...signed });
    const mountTargetsOf = () => Promise.reject(new RetryableError('no answer', { code: 'no-response' }));
    const { orders, unreadable } = await ordersOn(it, { reader: { ...it.ports.reader, mountTargetsOf } });
    expect(orders).toHaveLength(1);
    expect(unreadable).toEqual([`orders about mount targets of ${it.fileSystem.id} may be missing: no answer`]);
  });
});

describe('the history of all', () => {
  const at = (ms: number) => new Date(ms).toISOString();

  it('says what was changed between two times, on whatever file system, the newest first', async () => {
    const it = await safetyScene();
    const [other, third] = it.addTargets(2, { apart: true });
    const start = it.clock.now();
    for (const target of [it.mountTarget, other, third]) {
      await it.changed(target);
      it.clock.pass(day);
    }
    const all = async (say: object) => {
      const { history } = await it.invoke({ history: 'all', ...say });
      expect(history).toMatchObject({ fileSystemId: null, holds: [] });
      return history?.changes.map(({ mountTargetId }) => mountTargetId);
    };
    expect(await all({ since: at(start) })).toEqual([third?.id, other?.id, it.mountTarget.id]);
    expect(await all({ since: at(start + day) })).toEqual([third?.id, other?.id]);
    expect(await all({ since: at(start + 1), until: at(start + 2 * day - 1) })).toEqual([other?.id]);
    expect(await all({ since: at(start + 5 * day) })).toEqual([]);
  });

  it('tells of two hundred changes, and says when there are older ones', async () => {
    const it = await fixedScene();
    const start = it.clock.now();
    await recorded(it, 250);
    it.clock.pass(day);
    const { history } = await it.invoke({ history: 'all', since: at(start) });
    expect(idsOf(must(history))).toEqual(Array.from({ length: 200 }, (_, n) => `c-${249 - n}`));
    const until = new Date(start + 51_000).toISOString();
    expect(history).toMatchObject({ more: { until }, explanation: expect.stringContaining(`"until":"${until}"`) });
    const older = must((await it.invoke({ history: 'all', since: at(start), until })).history);
    expect(idsOf(older)).toEqual(Array.from({ length: 51 }, (_, n) => `c-${50 - n}`));
  });

  it('tells of two hundred orders, and how to ask for older ones', async () => {
    const it = await safetyScene();
    const start = it.clock.now();
    const ids = [it.fileSystem.id];
    for (let n = 0; n < 203; n += 1) {
      const order = { orderId: `o-${n}`, order: 'release', ids, by: 'ana', reason: 'INC-7', requestId: `r-${n}` };
      await it.ports.ledger.keepOrder({ ...order, at: start + n });
    }
    it.clock.pass(day);
    for (const asked of [{ history: 'all', since: at(start) }, { history: it.fileSystem.id }]) {
      const { orders, more } = must((await it.invoke(asked)).history);
      expect([orders.length, orders.at(-1)?.orderId]).toEqual([200, 'o-3']);
      const older = must((await it.invoke({ ...asked, ...more })).history);
      expect([older.orders.map(({ orderId }) => orderId), older.more]).toEqual([['o-2', 'o-1', 'o-0'], undefined]);
    }
  });

  it.each([
    { what: 'no time', say: {} },
    { what: 'a day', say: { since: '2026-11-01' } },
    { what: 'an end that is no time', say: { since: '2026-11-01T00:00:00Z', until: 'now' } },
  ])('is not told since $what', async ({ say }) => {
    const it = await safetyScene();
    await expect(it.invoke({ history: 'all', ...say })).rejects.toThrow(/(since|until) .*expected a time in UTC/s);
  });

  it('refuses a span of one mount target, which is asked for by `before`', async () => {
    const it = await safetyScene();
    const order = { history: it.mountTarget.id, since: '2026-11-01T00:00:00Z' };
    await expect(it.invoke(order)).rejects.toThrow(/history/);
  });
});

it('a revert goes back before a change that is named, however many there were since, up to a thousand', async () => {
  const it = await fixedScene();
  const { ledger } = it.ports;
  const { changeId } = must((await changesOf(it))[0]);
  await recorded(it, 25);
  const asked: number[] = [];
  const history: typeof ledger.history = (owner, id, atMost) => {
    asked.push(atMost);
    return ledger.history(owner, id, atMost);
  };
  const revert = async (say: object) =>
    must((await it.invoke(revertOf(it.mountTarget, say), { ledger: { ...ledger, history } })).results[0]);
  expect(await revert({ change: 'c-24', dryRun: true })).toMatchObject({ after: [it.wanted.id] });
  expect(asked.splice(0)).toEqual([20]);
  const finding = await revert({ change: 'c-25' });
  const governed = { rule: 'shared-data', desired: [it.wanted.id] };
  expect(finding).toMatchObject({ status: 'refused', reasons: ['no-such-change'], ...governed });
  expect(finding.explanation).toContain('no change c-25 among the newest 1000 on record');
  expect(await revert({ change: changeId })).toMatchObject({ status: 'fixed', after: [it.stray.id] });
  expect(asked).toEqual([20, 1000, 20, 1000]);
});
