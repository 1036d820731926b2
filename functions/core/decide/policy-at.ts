import type { Place } from '../model/place.ts';
import type { Condition, Organization, Policy } from '../model/policy.ts';

/** What is known of an account beside its number. */
export interface AccountFacts {
  /** The organizational units that it is in, the root included; absent where that is not known. */
  readonly units?: readonly string[];
  /** There is a role that may write. */
  readonly isEnforced?: boolean;
}

const names = (listed: readonly string[] | undefined, ...ours: readonly string[]): boolean =>
  listed === undefined || ours.some((one) => listed.includes(one));

/** A condition without what it says of places, which holds here; undefined when it does not. Units that cannot be told stay. */
const conditionAt = (
  { accounts, regions, units, ...rest }: Condition,
  { account, region }: Place,
  { units: ours }: AccountFacts,
): Condition | undefined => {
  const isHere = names(accounts, account) && names(regions, region);
  if (!isHere || (ours !== undefined && !names(units, ...ours))) return undefined;
  return ours === undefined && units !== undefined ? { ...rest, units } : rest;
};

/**
 * What a policy says of one place: the rules and exemptions that can govern there, and whether anything is written. A rule
 * stays that asks for units which are not known; `decide` refuses it.
 */
export const policyAt = (policy: Policy, place: Place, facts: AccountFacts = {}): Policy => ({
  ...policy,
  paused: policy.paused || (policy.organization?.paused.includes(place.account) ?? false),
  rules: policy.rules.flatMap((rule) => {
    const when = conditionAt(rule.when, place, facts);
    return when === undefined ? [] : [{ ...rule, when }];
  }),
  exemptions: policy.exemptions.filter(
    ({ covers, region }) =>
      !/^\d/.test(covers) || (covers === place.account && (region ?? place.region) === place.region),
  ),
  ...(facts.isEnforced === false && { notEnforcedHere: true }),
});

/** Whether an organisation's policy has a place looked after. */
export const isLookedAfter = (
  { accounts, regions }: Pick<Organization, 'accounts' | 'regions'>,
  { account, region, units }: Place & Required<Pick<AccountFacts, 'units'>>,
): boolean => regions.includes(region) && !accounts.unless?.includes(account) && names(accounts.units, ...units);
