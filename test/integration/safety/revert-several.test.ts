import { describe, expect, it } from 'vitest';
import { must } from '../../support/must.ts';
import { type SafetyScene, safetyScene } from '../../support/safety-scene.ts';
import { endings } from '../../support/safety-steps.ts';

const minute = 60_000;
const iso = (at: number) => new Date(at).toISOString();

/** A scene of three mount targets, each of its own file system, that one sweep has put right; and the plan of it. */
const sweptScene = async () => {
  const it = await safetyScene();
  const all = [it.mountTarget, ...it.addTargets(2, { apart: true })];
  const { fingerprint } = await it.sweep();
  await it.drain();
  const sets = () => all.map((each) => it.groupsOf(each)[0]);
  const { wanted } = it;
  expect(sets()).toEqual([wanted.id, wanted.id, wanted.id]);
  return { ...it, all, fingerprint, sets };
};

const revert = (it: SafetyScene, say: object) => it.invoke({ until: '2026-12-31', by: 'ana', reason: 'INC-7', ...say });

describe('a revert', () => {
  it('of several mount targets restores and holds each of them', async () => {
    const it = await sweptScene();
    const [first, second] = it.all;
    const { results, summary } = await revert(it, { revert: [must(first).id, must(second).id] });
    expect(summary).toEqual({ fixed: 2 });
    expect(results.map(({ mountTargetId }) => mountTargetId)).toEqual([first?.id, second?.id]);
    expect(it.sets()).toEqual([it.stray.id, it.stray.id, it.wanted.id]);
  });

  it('of a plan undoes the changes that were made by it, and says who ordered that', async () => {
    const it = await sweptScene();
    const [other] = it.addTargets(1, { apart: true });
    await it.changed(other);
    it.clock.pass(minute);
    const { summary } = await revert(it, { revert: 'all', plan: it.fingerprint });
    expect(summary).toEqual({ fixed: 3 });
    expect(it.sets()).toEqual([it.stray.id, it.stray.id, it.stray.id]);
    expect(it.groupsOf(must(other))).toEqual([it.wanted.id]);
    expect(it.orders.at(-1)).toMatchObject({ order: 'revert', fingerprint: it.fingerprint });
    expect(it.orders.at(-1)?.ids).toHaveLength(3);
    const { history } = await it.invoke({ history: it.mountTarget.id });
    expect(history?.changes).toMatchObject([
      { cause: 'revert', ordered: { by: 'ana', reason: 'INC-7' } },
      { cause: 'sweep', plan: it.fingerprint },
    ]);
  });

  it('since a time gives each mount target what it had then, and changes nothing when it is sent again', async () => {
    const it = await sweptScene();
    it.clock.pass(minute);
    const since = iso(it.clock.now());
    const [, second] = it.all;
    const debug = must(it.addTargets(1, { apart: true })[0]);
    it.drift(second);
    await it.changed(second);
    await it.changed(debug);
    it.clock.pass(minute);
    it.drift(second);
    await it.changed(second);
    it.clock.pass(minute);
    const order = { revert: 'all', since };
    expect(endings((await revert(it, { ...order, dryRun: true })).results)).toEqual(['would-fix', 'would-fix']);
    expect(endings((await revert(it, order)).results)).toEqual(['fixed', 'fixed']);
    expect(it.sets()).toEqual([it.wanted.id, it.stray.id, it.wanted.id]);
    expect(endings((await revert(it, order)).results)).toEqual(['compliant reverted', 'compliant reverted']);
    const narrowed = await revert(it, { revert: [must(second).id], since });
    expect(narrowed.results.map(({ mountTargetId }) => mountTargetId)).toEqual([second?.id]);
  });

  it('of nothing says so', async () => {
    const it = await sweptScene();
    expect(await revert(it, { revert: 'all', plan: 'ffffffffffff' })).toMatchObject({
      results: [],
      explanation: 'No change on record is one to undo.',
    });
  });

  it('of more than it can undo names the remedy, and undoes nothing', async () => {
    const it = await safetyScene();
    it.addTargets(101, { apart: true });
    const { fingerprint } = await it.sweep();
    await it.drain();
    it.clock.pass(minute);
    await expect(revert(it, { revert: 'all', plan: fingerprint })).rejects.toThrow(
      'revert: that are 102 mount targets, and one order undoes 100 at most; name a later time by since, or the mount targets',
    );
    expect(it.orders).toEqual([]);
  });
});
