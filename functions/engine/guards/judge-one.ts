import type { Decision } from '../../core/model/decision.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Policy } from '../../core/model/policy.ts';
import { groupsToJudge, type Judged, judging } from '../../core/nfs/judging.ts';
import type { Reader } from '../ports/reader.ts';
import { type ClientReader, clientsAt } from './affected-clients.ts';

/** Reads the rules of the groups that are attached, and of those to be written, and asks the guards. */
export const judgeOne = async (
  reader: ClientReader & Pick<Reader, 'rules'>,
  live: LiveState,
  decision: Decision,
  policy: Policy,
): Promise<Judged> => {
  const { asks, by } = judging(await reader.rules(groupsToJudge(live, decision)), policy);
  return by(await clientsAt(reader, asks(live, decision)))(live, decision);
};
