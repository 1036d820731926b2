import { describe, expect, it } from 'vitest';
import { must } from '../../support/must.ts';
import { region } from './region.ts';

/** A region with so many governed mount targets, of which some drifted, and so many that no rule matches. */
const regionWith = async (governed: number, drifted: number, limits: string, ungoverned = 0) => {
  const it = await region({ limits: `limits: { changesPerSweep: ${limits} }` });
  const all = it.addMany(governed, { mountTargets: 1 });
  it.addMany(ungoverned, { mountTargets: 1, tags: {} });
  for (const { ids } of all.slice(0, drifted)) it.drift(must(ids[0]));
  return it;
};

describe('the budget of a sweep', () => {
  it.each([
    { governed: 30, drifted: 4, limits: '{ count: 4, percent: 100 }', over: false },
    { governed: 30, drifted: 5, limits: '{ count: 4, percent: 100 }', over: true },
    { governed: 30, drifted: 6, limits: '{ count: 30, percent: 20 }', over: false },
    { governed: 30, drifted: 7, limits: '{ count: 30, percent: 20 }', over: true },
    { governed: 3, drifted: 1, limits: '{ count: 30, percent: 20 }', over: false },
    { governed: 3, drifted: 2, limits: '{ count: 30, percent: 20 }', over: true },
    { governed: 30, drifted: 7, limits: '{ count: 30, percent: 20 }', ungoverned: 30, over: true },
    { governed: 30, drifted: 6, limits: '{ count: 30, percent: 20 }', ungoverned: 30, over: false },
  ])('of $limits is exceeded by $drifted of $governed governed: $over', async (say) => {
    const { sweep, queue, journal } = await regionWith(say.governed, say.drifted, say.limits, say.ungoverned);
    const { summary, queued } = await sweep();
    expect(queued).toBe(say.over ? 0 : say.drifted);
    expect(queue.sent).toHaveLength(queued);
    expect(summary).toMatchObject(say.over ? { refused: say.drifted } : { drifted: say.drifted });
    expect(journal.sweeps[0]?.circumstances.overBudget).toBe(say.over);
  });

  it('is 25 mount targets or a fifth of the governed ones where the policy does not say', async () => {
    const { sweep, queue, addMany, drift } = await region({ limits: '' });
    const all = addMany(126, { mountTargets: 1 });
    for (const { ids } of all.slice(0, 25)) drift(must(ids[0]));
    expect((await sweep()).queued).toBe(25);
    drift(must(all[25]?.ids[0]));
    expect((await sweep()).queued).toBe(0);
    expect(queue.sent).toHaveLength(25);
  });

  it('when exceeded leaves everything as it is and says so of every mount target that would change', async () => {
    const { sweep, vpcAt } = await regionWith(4, 3, '{ count: 2, percent: 100 }');
    const { results } = await sweep();
    expect(results).toHaveLength(3);
    for (const result of results)
      expect(result).toMatchObject({
        status: 'refused',
        reasons: ['over-budget'],
        rule: 'shared-data',
        before: [vpcAt(0).stray.id],
        after: [vpcAt(0).stray.id],
        explanation: expect.stringContaining(
          '3 mount targets would change and limits.changesPerSweep allows 2; if that is meant, send {"confirm": the fingerprint of a dry run}.',
        ),
      });
  });

  it('is not spent by drift that is only audited, and is announced by a dry run', async () => {
    const audit = await region({ mode: 'audit', limits: 'limits: { changesPerSweep: { count: 1, percent: 100 } }' });
    for (const { ids } of audit.addMany(2)) audit.drift(must(ids[0]));
    expect((await audit.sweep()).summary).toMatchObject({ 'would-fix': 2 });
    const { sweep, journal } = await regionWith(4, 3, '{ count: 2, percent: 100 }');
    expect((await sweep({ dryRun: true })).summary).toMatchObject({ refused: 3 });
    expect(journal.sweeps[0]?.circumstances).toMatchObject({ dryRun: true, overBudget: true });
  });
});
