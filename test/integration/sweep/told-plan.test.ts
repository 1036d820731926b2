import { describe, expect, it } from 'vitest';
import { policyText } from '../../support/engine-scene.ts';
import { safetyScene } from '../../support/safety-scene.ts';

const tight = policyText('limits: { changesPerSweep: { count: 2, percent: 100 } }');

describe('the answer of a sweep', () => {
  it('counts a plan that is over the budget, and says what each change adds and removes', async () => {
    const it = await safetyScene({ policy: tight });
    const targets = [it.mountTarget, ...it.addTargets(2)];
    const { plan } = await it.sweep({});
    expect(plan).toMatchObject({ count: 3, allowed: 2 });
    expect(plan).not.toHaveProperty('omitted');
    expect(plan?.changes).toHaveLength(3);
    for (const { id: mountTargetId } of targets)
      expect(plan?.changes).toContainEqual({ mountTargetId, add: [it.wanted.id], remove: [it.stray.id] });
  });

  it('names at most a thousand changes, and says how many more there are', async () => {
    const it = await safetyScene();
    it.addTargets(1001, { apart: true });
    const { plan } = await it.sweep({ dryRun: true });
    expect(plan).toMatchObject({ count: 1002, omitted: 2 });
    expect(plan?.changes).toHaveLength(1000);
  });

  it('has what the rule asks for in every row, also where it is refused, as far as its selectors find groups', async () => {
    const it = await safetyScene({ policy: tight });
    it.addTargets(2);
    const refused = { status: 'refused', before: [it.stray.id], after: [it.stray.id], desired: [it.wanted.id] };
    expect(await it.sweep({})).toMatchObject({ results: [refused, refused, refused] });
    it.aws.world.securityGroups.delete(it.wanted.id);
    const { results } = await it.sweep({});
    expect(results.map(({ desired }) => desired)).toEqual([[], [], []]);
  });

  it('says since when a mount target is not as its rule says', async () => {
    const it = await safetyScene({ policy: tight });
    const iso = (at: number) => new Date(at).toISOString();
    it.addTargets(2);
    const start = it.clock.now();
    const rows = async () => (await it.sweep({})).results.map(({ since }) => since);
    expect(await rows()).toEqual(Array(3).fill(iso(start)));
    it.clock.pass(60_000);
    it.addTargets(1);
    expect((await rows()).toSorted()).toEqual([...Array(3).fill(iso(start)), iso(start + 60_000)]);
    const { history } = await it.invoke({ history: it.mountTarget.id });
    expect(history?.noncompliant).toEqual([{ mountTargetId: it.mountTarget.id, since: iso(start) }]);
  });
});
