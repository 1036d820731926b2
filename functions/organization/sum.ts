import { addUp, tooMuchTogether } from '../core/brakes/too-much-together.ts';
import type { Place } from '../core/model/place.ts';
import type { Policy } from '../core/model/policy.ts';
import type { OrganizationPorts } from '../engine/ports/organization-run.ts';
import { decidedIn } from '../engine/sweep/in-run.ts';
import { organizationOf } from './discover.ts';

/** What the plans of all places together come to. */
export interface Sum {
  readonly places: number;
  /** Those that the run could read, all of them or in part. */
  readonly planned: number;
  readonly drifted: number;
  /** Those that may be made. */
  readonly changes: number;
  /** The places where drift may be put right now. */
  readonly act: readonly Place[];
  /** How many there are, for the state machine to choose by. */
  readonly acting: number;
  /** Why no place is among them, in a sentence each. */
  readonly withheld: readonly string[];
}

/** Why a run that was to change nothing changed nothing. */
export const onlyPlans = 'This run only plans.';

/**
 * Adds up what a run planned, place by place, and says where it may go on. More than the policy allows means nowhere. What was
 * seen of a place whose sweep ran out of time counts like any plan: the rest of it is planned by the next run, under the same limits.
 */
export const sum = async (
  { coverage }: OrganizationPorts,
  policy: Policy,
  { run, dryRun }: { readonly run: string; readonly dryRun: boolean },
): Promise<Sum> => {
  const organization = organizationOf(policy);
  const { places } = await coverage.listCoverage();
  const planned = places.flatMap((place) => {
    const { account, region } = place;
    const decided = decidedIn(run)(place);
    return decided ? [{ account, region, ...decided }] : [];
  });
  const { acting, together } = addUp(planned);
  const others = planned.filter(({ policyVersion }) => policyVersion !== policy.version);
  const withheld = [
    dryRun && onlyPlans,
    ...tooMuchTogether(organization, together),
    others.length > 0 &&
      `${others.length} places were planned under another version of the policy, which changed during the run. The next run plans anew.`,
  ].filter((reason) => reason !== false);
  const act = withheld.length > 0 ? [] : acting.map(({ account, region }) => ({ account, region }));
  return {
    places: places.length,
    planned: planned.length,
    drifted: together.drifted,
    changes: together.changes,
    act,
    acting: act.length,
    withheld,
  };
};
