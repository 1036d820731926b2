import type { Decision } from '../model/decision.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import type { Match, Policy } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import { unreachable } from '../model/unreachable.ts';
import { nearMiss } from './near-miss.ts';

const phrases: Record<Match, { readonly of: string; readonly met: string }> = {
  exactly: { of: 'requires exactly its groups', met: 'requires exactly these groups, and they are attached' },
  'at-least': { of: 'requires at least its groups', met: 'requires at least its groups, and they are attached' },
  'at-most': { of: 'allows only its groups', met: 'allows only its groups, and no others are attached' },
};

const withName = (id: SecurityGroupId, { usable }: LiveState): string => {
  const group = usable.find((it) => it.id === id);
  return group ? `${printable(group.name)} (${id})` : id;
};

const change = (verb: string, ids: readonly SecurityGroupId[], live: LiveState): string =>
  ids.length === 0 ? '' : `; ${verb} ${ids.map((id) => withName(id, live)).join(', ')}`;

/** What a rule is about, and how it reads when it is met. Without a rule of that name, as little as can be said. */
const phraseOf = (name: string, { rules }: Policy) => {
  const match = rules.find((rule) => rule.name === name)?.match;
  return match ? phrases[match] : { of: 'requires its groups', met: 'is met' };
};

/** Says which exemptions of a mount target are over, because that may be why it is changed. */
const pastExemptions = ({ mountTarget }: LiveState, { exemptions }: Policy): string =>
  exemptions
    .filter(({ covers }) => covers === mountTarget.id || covers === mountTarget.fileSystemId)
    .map(({ covers, until }) => ` The exemption of ${covers} ended on ${until}.`)
    .join('');

/** Says in one or two sentences what was decided and why, with group names before their ids. */
export const explain = (decision: Decision, live: LiveState | undefined, policy: Policy): string => {
  if (decision.status === 'gone' || live === undefined) return 'The mount target no longer exists.';
  switch (decision.status) {
    case 'compliant':
      return `Compliant: rule ${decision.rule} ${phraseOf(decision.rule, policy).met}.`;
    case 'drifted': {
      const { rule, add, remove, keep } = decision;
      const changes = `${change('add', add, live)}${change('remove', remove, live)}${change('keep', keep, live)}`;
      return `Rule ${rule} ${phraseOf(rule, policy).of}${changes}.${pastExemptions(live, policy)}`;
    }
    case 'unmanaged':
      return `No rule matches ${live.fileSystem.id}. ${nearMiss(policy, live)}`.trimEnd();
    case 'exempt':
      return `${decision.exemption.covers} is exempt until ${decision.exemption.until}: ${decision.exemption.reason}.`;
    case 'refused':
    case 'deferred': {
      const reasons = decision.reasons.map(({ text }) => text).join('; ');
      const word = decision.status === 'refused' ? 'Refused' : 'Deferred';
      return `${word}: rule ${decision.rule} ${phraseOf(decision.rule, policy).of}, but ${reasons}.`;
    }
    default:
      return unreachable(decision);
  }
};
