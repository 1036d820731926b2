import type { Decision } from '../../core/model/decision.ts';
import { without } from '../../core/model/group-set.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Policy } from '../../core/model/policy.ts';
import { groupsToJudge, type Judged, judging } from '../../core/nfs/judging.ts';
import type { Reader } from '../ports/reader.ts';
import { type ClientReader, clientsAt } from './affected-clients.ts';

/** What the guards read. */
export type GuardReader = ClientReader & Pick<Reader, 'rules'>;

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
  const { asks, by } = judging(await reader.rules(groupsToJudge(live, decision)), policy);
  return by(await clientsAt(reader, asks(live, decision)))(live, decision);
};
