import type { Decision } from '../model/decision.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import type { Match, Policy } from '../model/policy.ts';
import { unreachable } from '../model/unreachable.ts';

const phrase: Record<Match, string> = {
  exactly: 'exactly its groups',
  'at-least': 'at least its groups',
  'at-most': 'no groups but its own',
};

const withName = (id: SecurityGroupId, { usable }: LiveState): string => {
  const group = usable.find((it) => it.id === id);
  return group ? `${id} (${group.name})` : id;
};

const change = (verb: string, ids: readonly SecurityGroupId[], live: LiveState): string =>
  ids.length === 0 ? '' : `; ${verb} ${ids.map((id) => withName(id, live)).join(', ')}`;

/** Says in a sentence what was decided and why, with group names beside their ids. */
export const explain = (decision: Decision, live: LiveState | undefined, policy: Policy): string => {
  if (decision.status === 'gone' || live === undefined) return 'The mount target no longer exists.';
  const wants = (name: string): string => {
    const match = policy.rules.find((rule) => rule.name === name)?.match;
    return `Rule ${name} wants ${match ? phrase[match] : 'its groups'}`;
  };
  switch (decision.status) {
    case 'compliant':
      return `${wants(decision.rule)}, and so it is.`;
    case 'drifted':
      return `${wants(decision.rule)}${change('add', decision.add, live)}${change('remove', decision.remove, live)}${change('keep', decision.keep, live)}.`;
    case 'unmanaged':
      return `No rule matches the tags of ${live.fileSystem.id}.`;
    case 'exempt':
      return `${decision.exemption.covers} is exempt until ${decision.exemption.until}: ${decision.exemption.reason}.`;
    case 'refused':
    case 'deferred':
      return `${wants(decision.rule)}, but ${decision.reasons.map((reason) => reason.text).join('; ')}.`;
    default:
      return unreachable(decision);
  }
};
