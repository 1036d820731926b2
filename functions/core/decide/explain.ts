import type { Decision } from '../model/decision.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import type { Match, Policy } from '../model/policy.ts';
import { sayReasons } from '../model/reason.ts';
import { sayForbidden, sayGroup } from '../model/say-group.ts';
import { unreachable } from '../model/unreachable.ts';
import { isCovered } from './is-covered.ts';
import { nearMiss } from './near-miss.ts';
import { forbiddenGroups } from './resolve-groups.ts';

const phrases: Record<Match, { readonly of: string; readonly met: string }> = {
  exactly: { of: 'requires exactly its groups', met: 'requires exactly these groups, and they are attached' },
  'at-least': { of: 'requires at least its groups', met: 'requires at least its groups, and they are attached' },
  'at-most': { of: 'allows only its groups', met: 'allows only its groups, and no others are attached' },
};

const change = (verb: string, ids: readonly SecurityGroupId[], live: LiveState): string =>
  ids.length === 0 ? '' : `; ${verb} ${ids.map((id) => sayGroup(id, live)).join(', ')}`;

/** What a rule is about, and how it reads when it is met. Without a rule of that name, as little as can be said. */
const phraseOf = (name: string, { rules }: Policy) => {
  const match = rules.find((rule) => rule.name === name)?.match;
  return match ? phrases[match] : { of: 'requires its groups', met: 'is met' };
};

/** Says which exemptions of a mount target are over, because that may be why it is changed. */
const pastExemptions = (live: LiveState, { exemptions }: Policy): string =>
  exemptions
    .filter((exemption) => isCovered(exemption, live))
    .map(({ covers, until }) => ` The exemption of ${covers} ended on ${until}.`)
    .join('');

/** Says in one or two sentences what was decided and why, with group names before their ids. */
export const explain = (decision: Decision, live: LiveState | undefined, policy: Policy): string => {
  if (decision.status === 'gone' || live === undefined) return 'The mount target no longer exists.';
  switch (decision.status) {
    case 'compliant':
      return `Compliant: rule ${decision.rule} ${phraseOf(decision.rule, policy).met}.`;
    case 'drifted': {
      const { rules } = policy;
      const { rule, add, remove, keep } = decision;
      const never = rules.find(({ name }) => name === rule)?.never ?? [];
      const forbidden = forbiddenGroups(never, live).filter((id) => remove.includes(id));
      const removed = change('remove', remove, live) + sayForbidden(forbidden, live);
      const changes = `${change('add', add, live)}${removed}${change('keep', keep, live)}`;
      return `Rule ${rule} ${phraseOf(rule, policy).of}${changes}.${pastExemptions(live, policy)}`;
    }
    case 'unmanaged': {
      const near = nearMiss(policy, live);
      return `No rule matches ${live.fileSystem.id}.${near === undefined ? '' : ` Nearest: ${near}.`}`;
    }
    case 'exempt':
      return `${decision.exemption.covers} is exempt until ${decision.exemption.until}: ${decision.exemption.reason}.`;
    case 'refused':
    case 'deferred': {
      const word = decision.status === 'refused' ? 'Refused' : 'Deferred';
      return `${word}: rule ${decision.rule} ${phraseOf(decision.rule, policy).of}, but ${sayReasons(decision.reasons)}.`;
    }
    default:
      return unreachable(decision);
  }
};
