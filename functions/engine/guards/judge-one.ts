import type { Decision } from '../../core/model/decision.ts';
import { groupSet, without } from '../../core/model/group-set.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import { guard, openNow } from '../../core/nfs/guard.ts';
import type { Reader } from '../ports/reader.ts';
import { clientsAt, cutOffBy, type PresenceReader, toAsk } from './affected-clients.ts';

/** A decision that the guards have seen: drift may have become a refusal, and what is open is said. */
export interface Judged {
  readonly decision: Decision;
  /** Of what would be attached, once the decision is carried out. */
  readonly warnings: readonly Reason[];
  /** Of what is attached now. */
  readonly openings: readonly Reason[];
}

/** What the guards read. */
export type GuardReader = PresenceReader & Pick<Reader, 'rules'>;

/** The groups whose rules decide whether a decision may be carried out. */
export const groupsToJudge = (live: LiveState, decision: Decision): readonly SecurityGroupId[] =>
  groupSet([...live.attached, ...(decision.status === 'drifted' ? decision.after : [])]);

/** A reader that has the rules of these groups already, and asks again only about others. */
export const knowing = async (reader: GuardReader, ids: readonly SecurityGroupId[]): Promise<GuardReader> => {
  const known = await reader.rules(ids);
  return {
    clientsIn: (asked) => reader.clientsIn(asked),
    clientsOf: (asked) => reader.clientsOf(asked),
    rules: async (asked) => (without(asked, ids).length === 0 ? known : reader.rules(asked)),
  };
};

/** Reads the rules of the groups that are attached, and of those to be written, and asks the guards. */
export const judgeOne = async (
  reader: GuardReader,
  live: LiveState,
  decision: Decision,
  policy: Policy,
): Promise<Judged> => {
  const attached = groupSet(live.attached);
  const rules = await reader.rules(groupsToJudge(live, decision));
  const openings = openNow(attached, { rules }, policy);
  if (decision.status !== 'drifted') return { decision, warnings: [], openings };
  const change = { live, after: decision.after };
  const { groups, inVpc } = toAsk(change, rules);
  const clients = await clientsAt(reader, groups, inVpc ? [live.mountTarget.vpcId] : []);
  const cutOff = cutOffBy(change, rules, { clients, asked: groups });
  return { ...guard(decision, attached, { rules, cutOff }, policy), openings };
};
