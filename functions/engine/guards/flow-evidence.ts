import type { LiveState } from '../../core/model/live-state.ts';
import type { Safety } from '../../core/model/policy.ts';
import { type Contest, contestedSources, type FlowVerdict, weighEvidence } from '../../core/nfs/flow-evidence.ts';
import type { FlowLogReader } from '../ports/flow-log.ts';
import type { Clock } from '../ports/ports.ts';

/** What asking a flow log takes; without a reader none is asked. */
export interface EvidencePorts {
  readonly flowLogs?: FlowLogReader;
  readonly clock: Clock;
}

/** What the flow log that the policy names says of a contest; undefined where there is none to ask. */
export const evidenceOn = async (
  { flowLogs, clock }: EvidencePorts,
  { mountTarget: { vpcId, networkInterfaceId } }: LiveState,
  contest: Contest,
  { clients }: Safety,
): Promise<FlowVerdict | undefined> => {
  if (!flowLogs || !clients.flowLogs || networkInterfaceId === undefined) return undefined;
  const { logGroup, windowMs } = clients.flowLogs;
  const to = clock.now();
  const from = to - windowMs;
  const sources = contestedSources(contest, from);
  const answer = await flowLogs.flows({ logGroup, networkInterfaceId, vpcId, sources, from, to });
  return weighEvidence({ ...contest, answer, asked: { from, to, sources } });
};
