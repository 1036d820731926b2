import type { Decision } from '../../core/model/decision.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import { type Policy, safetyOf } from '../../core/model/policy.ts';
import type { ReasonCode } from '../../core/model/reason.ts';
import { groupsToJudge, type Judged, judging, type Question } from '../../core/nfs/judging.ts';
import { UNRECORDED } from '../../core/nfs/known-good.ts';
import { NOWHERE } from '../../core/nfs/whereabouts.ts';
import type { Ports } from '../ports/ports.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';
import { clientsAt } from './affected-clients.ts';
import { evidenceOn } from './flow-evidence.ts';
import { protectionFrom, readKnownGood } from './protection.ts';

/** What judging stands on. */
export type JudgePorts = Pick<Ports, 'reader' | 'ledger' | 'clock' | 'journal' | 'flowLogs'>;

/** What is known of the occasion on which one mount target is judged. */
export interface Asked {
  /** What a person has decided is not to stop the change. */
  readonly despite?: readonly ReasonCode[] | undefined;
  /** Whether the set that is attached is known to be new. */
  readonly isFresh: boolean;
  /** Whether the change undoes one of ours. */
  readonly isUndoing?: boolean;
}

/** Reads the rules of the groups that are attached, and of those to be written, and asks the guards; the record only where a client loses access. */
export const judgeOne = async (
  ports: JudgePorts,
  live: LiveState,
  decision: Decision,
  policy: Policy,
  record: FileSystemRecord | undefined,
  { despite, isFresh, isUndoing = false }: Asked,
): Promise<Judged> => {
  const { asks, by } = judging(await ports.reader.rules(groupsToJudge(live, decision)), policy);
  let question: Question = { live, decision, protection: UNRECORDED, despite, isUndoing };
  if (decision.status === 'drifted' && asks(question) !== NOWHERE) {
    const known = await readKnownGood(ports, live.mountTarget.fileSystemId);
    const protection = protectionFrom(known, record, live, decision.rule, policy, { now: ports.clock.now(), isFresh });
    question = { ...question, protection };
  }
  const clients = await clientsAt(ports.reader, asks(question));
  const { contest, judge } = by(clients);
  const safety = safetyOf(policy, 'rule' in decision ? decision.rule : null);
  const contested = safety.clients.flowLogs && contest(question);
  return judge(question, contested && (await evidenceOn(ports, live, contested, safety)));
};
