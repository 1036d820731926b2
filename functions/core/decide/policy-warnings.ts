import type { SecurityGroup } from '../model/live-state.ts';
import type { Policy } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import { couldBe } from './could-select.ts';
import { meaningOf } from './selector-kinds.ts';

/** An exemption for more days than this is likely to be forgotten. */
const mostDays = 400;

/** What a person should know of a policy that is used: exemptions that are over, and some that hold for very long. */
export const policyWarnings = ({ exemptions }: Policy, now: number): readonly string[] =>
  exemptions.flatMap(({ covers, until, expiresAt, reason }) => {
    const which = `The exemption of ${covers} (${printable(reason)})`;
    if (expiresAt <= now) return [`${which} ended on ${until}: correct its date or remove it.`];
    if (expiresAt - now <= mostDays * 86_400_000) return [];
    return [`${which} holds until ${until}, more than ${mostDays} days from now: give it a nearer date.`];
  });

/** The selectors that can select none of the groups that were seen, whatever the tags of the file systems. */
export const idleSelectors = ({ rules }: Policy, groupsSeen: readonly SecurityGroup[]): readonly string[] =>
  rules.flatMap(({ name, securityGroups }) =>
    securityGroups
      .map(meaningOf)
      .filter(({ selects }) => !groupsSeen.some((group) => selects(group, couldBe)))
      .map(({ say }) => `Rule ${printable(name)}: no security group ${printable(say(), 200)}.`),
  );
