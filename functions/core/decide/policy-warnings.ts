import type { SecurityGroup } from '../model/live-state.ts';
import type { Policy, Selector } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import { couldBe } from './could-select.ts';
import { isOwnedBy, meaningOf, sayOwner } from './selector-kinds.ts';

/** An exemption for more days than this is likely to be forgotten. */
const mostDays = 400;

/** A warning about one exemption of a policy, by its place in the list. */
export interface ExemptionWarning {
  readonly at: number;
  readonly says: string;
}

/** Exemptions that are over, and some that hold for very long. */
export const exemptionWarnings = (
  { exemptions }: Pick<Policy, 'exemptions'>,
  now: number,
): readonly ExemptionWarning[] =>
  exemptions.flatMap(({ covers, until, expiresAt, reason }, at) => {
    const which = `The exemption of ${covers} (${printable(reason)})`;
    if (expiresAt <= now) return [{ at, says: `${which} ended on ${until}: correct its date or remove it.` }];
    if (expiresAt - now <= mostDays * 86_400_000) return [];
    return [{ at, says: `${which} holds until ${until}, more than ${mostDays} days from now: give it a nearer date.` }];
  });

/** The groups of an account and Region that can be used by a mount target, and the account. */
export interface GroupsSeen {
  readonly groups: readonly SecurityGroup[];
  readonly self: string;
}

/** The selectors that can select or forbid none of the groups that were seen, whatever the tags of the file systems. */
export const idleSelectors = ({ rules }: Policy, { groups, self }: GroupsSeen): readonly string[] => {
  if (groups.length === 0) return [];
  const idle = (selectors: readonly Selector[], before: string, after?: string): readonly string[] =>
    selectors.flatMap((selector) => {
      const { selects, say, remedy } = meaningOf(selector);
      const isSeen = groups.some((it) => isOwnedBy(selector.owner, self, it) && selects(it, couldBe));
      if (selector.optional || isSeen) return [];
      return [
        `${before}: no security group${sayOwner(selector.owner)} ${printable(say(), 200)}. ${after ?? `${remedy}, or mark the selector optional.`}`,
      ];
    });
  return [
    ...rules.flatMap(({ name, securityGroups }) => idle(securityGroups, `Rule ${printable(name)}`)),
    // What the policy forbids, every rule forbids.
    ...idle(
      [...new Set(rules.flatMap(({ never = [] }) => never))],
      'never forbids nothing here',
      'Correct or remove it.',
    ),
  ];
};
