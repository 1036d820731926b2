import type { Organization } from '../model/policy.ts';
import type { ReasonCode } from '../model/reason.ts';

/** Why nothing may be written in a place at the moment: it is paused, or waits for a person to confirm its plan. */
export type Stopped = 'paused' | 'unconfirmed';

/** What stops the plan of a place, by the codes of its reasons; undefined when nothing does. */
export const stoppedBy = (codes: readonly ReasonCode[]): Stopped | undefined => {
  if (codes.includes('paused')) return 'paused';
  return codes.includes('unconfirmed') || codes.includes('over-budget') ? 'unconfirmed' : undefined;
};

/** What the plans of many places come to. */
export interface Together {
  readonly places: number;
  /** How many of them have drift. */
  readonly drifted: number;
  /** How many changes may be made. */
  readonly changes: number;
}

/**
 * Adds up the plans of places, and says which of them may be carried out. What may not be written counts against nothing that a
 * run may write; where a person has paused a place, its drift is no sign of a fault of the policy either.
 */
export const addUp = <Plan extends { readonly changes: number; readonly stopped?: Stopped }>(
  plans: readonly Plan[],
): { readonly acting: readonly Plan[]; readonly together: Together } => {
  const open = plans.filter(({ stopped }) => stopped !== 'paused');
  const drifted = open.filter(({ changes }) => changes > 0);
  const acting = drifted.filter(({ stopped }) => stopped === undefined);
  const changes = acting.reduce((sum, it) => sum + it.changes, 0);
  return { acting, together: { places: open.length, drifted: drifted.length, changes } };
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
