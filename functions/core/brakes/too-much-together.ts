import type { Organization } from '../model/policy.ts';

/** What the plans of many places come to. */
export interface Together {
  readonly places: number;
  /** How many of them would be changed. */
  readonly drifted: number;
  readonly changes: number;
}

/**
 * Adds up the plans of places, and says which of them have drift. In a paused account nothing may be written, so nothing there
 * counts against what a run may write.
 */
export const addUp = <Plan extends { readonly account: string; readonly changes: number }>(
  { paused }: Pick<Organization, 'paused'>,
  plans: readonly Plan[],
): { readonly drifted: readonly Plan[]; readonly together: Together } => {
  const open = plans.filter(({ account }) => !paused.includes(account));
  const drifted = open.filter(({ changes }) => changes > 0);
  const changes = drifted.reduce((sum, it) => sum + it.changes, 0);
  return { drifted, together: { places: open.length, drifted: drifted.length, changes } };
};

/** Why the plans of all places together are more than the policy of their organisation allows in one run, in a sentence each. */
export const tooMuchTogether = (
  { changesPerSweep, placesDrifted }: Pick<Organization, 'changesPerSweep' | 'placesDrifted'>,
  { places, drifted, changes }: Together,
): readonly string[] => {
  // Rounded up, so that in a small organisation one place may still have drifted.
  const mostDrifted = Math.ceil((places * placesDrifted.percent) / 100);
  return [
    changes > changesPerSweep.count &&
      `${changes} changes are more than organization.changesPerSweep.count, which is ${changesPerSweep.count}. Read the plans of the places; raise the limit if they are right.`,
    drifted > mostDrifted &&
      `${drifted} of ${places} places have drift, more than organization.placesDrifted.percent, which is ${placesDrifted.percent}. Check the last change of the policy.`,
  ].filter((reason) => reason !== false);
};
