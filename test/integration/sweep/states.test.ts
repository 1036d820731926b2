import { describe, expect, it } from 'vitest';
import { must } from '../../support/must.ts';
import { region } from './region.ts';

/** Three file systems, each with one mount target that drifted and that EFS lets nobody change. */
const broken = async () => {
  const it = await region({ limits: 'limits: { changesPerSweep: { count: 2, percent: 100 } }' });
  for (let n = 0; n < 3; n += 1) {
    const { mountTargets, ids } = it.add({ mountTargets: 1 });
    it.drift(must(ids[0]));
    must(mountTargets[0]).lifeCycleState = 'error';
  }
  return it;
};

describe('the state of a mount target that drifted, which its interface does not tell', () => {
  it('is asked of EFS for as many file systems as a sweep may change, and is part of the plan', async () => {
    const { sweep, awsCalls } = await broken();
    const { results, plan } = await sweep({ dryRun: true });
    const told = results.map(({ status, reasons }) => [status, ...reasons].join(' '));
    expect(told.toSorted()).toEqual(['refused lifecycle-state', 'refused lifecycle-state', 'would-fix']);
    expect(plan?.count).toBe(1);
    expect(awsCalls()).toMatchObject({ 'efs:DescribeMountTargets': 2 });
  });

  it('is taken for available where EFS does not answer', async () => {
    const { sweep, aws } = await broken();
    aws.faults.next('efs:DescribeMountTargets', { error: 'AccessDeniedException' });
    const { summary } = await sweep({ dryRun: true });
    expect(summary).toEqual({ refused: 1, 'would-fix': 2 });
  });

  it('is not asked where nothing drifted', async () => {
    const { sweep, add, awsCalls } = await region();
    add();
    await sweep();
    expect(awsCalls()).not.toHaveProperty('efs:DescribeMountTargets');
  });
});
