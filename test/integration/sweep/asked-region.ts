import type { SQSRecord } from 'aws-lambda';
import { RetryableError } from '../../../functions/core/model/errors.ts';
import type { SecurityGroupId } from '../../../functions/core/model/ids.ts';
import { securityGroupId } from '../../../functions/core/model/ids.ts';
import { type Asked, sweepOnSchedule, sweepWhenAsked } from '../../../functions/engine/sweep/sweep-when-due.ts';
import { answerBatch } from '../../../functions/sweep/batch.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { askedMessage } from '../../support/asked-message.ts';
import { eventAbout } from '../../support/engine-events.ts';
import { localPlace } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { region } from './region.ts';

interface Identified {
  readonly id: string;
}

const idOf = ({ id }: Identified): SecurityGroupId => must(securityGroupId(id));

/**
 * A region with one drifted mount target out of three, and a group that no rule and no mount target has; and its sweep when
 * the region queue or the schedule asks for one. Each answer counts calls from its beginning.
 */
export const askedRegion = async (options: Parameters<typeof region>[0] = {}) => {
  const it = await region(options);
  const { ids } = it.add();
  const drifted = must(ids[0]);
  it.drift(drifted);
  const { ports, policy, aws, journal } = it;
  const question = (say: Partial<Asked>): Asked => ({
    cause: 'CreateTags',
    securityGroupIds: [],
    prefixListIds: [],
    at: ports.clock.now(),
    ...say,
  });
  const counted = <T>(work: () => Promise<T>): Promise<T> => {
    aws.calls.reset();
    return work();
  };
  /** Hands the sweep function a batch of the region queue; which messages failed, and why they come back. */
  const receive = async (...Records: readonly SQSRecord[]) => {
    const returned: (readonly [id: string, code: unknown])[] = [];
    const returnMessage = async ({ messageId }: SQSRecord, error: unknown): Promise<void> =>
      void returned.push([messageId, error instanceof RetryableError ? error.code : String(error)]);
    const app = { own: { place: localPlace }, ports: () => ports, readPolicy: async () => policy, returnMessage };
    const batch = { Records: [...Records] };
    const { batchItemFailures } = await counted(() => answerBatch(app, batch, new AbortController().signal));
    return { failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), returned };
  };
  let sent = 0;
  return {
    ...it,
    receive,
    /** Messages that a rule was added to a group, sent so many seconds ago. */
    ruleEvents: (count: number, { id: groupId }: Identified, secondsAgo = 30): readonly SQSRecord[] =>
      Array.from({ length: count }, () => {
        sent += 1;
        const event = eventAbout('cloudtrail-ec2-authorize-security-group-ingress', { groupId }, `event-${sent}`);
        return askedMessage(`m-${sent}`, event, ports.clock.now() - secondsAgo * 1000);
      }),
    drifted,
    unused: addGroup(aws.world, { name: 'unused', tags: { team: 'x' } }),
    /** What is asked about groups, now unless it says otherwise. */
    aboutGroups: (groups: readonly Identified[], say: Partial<Asked> = {}): Asked =>
      question({ securityGroupIds: groups.map(idOf), ...say }),
    question,
    /** Whether it was answered, by a sweep or without one. */
    ask: (...asked: readonly Asked[]) => counted(() => sweepWhenAsked(ports, policy, asked)),
    onSchedule: (over: Partial<typeof ports> = {}) => counted(() => sweepOnSchedule({ ...ports, ...over }, policy)),
    /** Sweeps so far. */
    sweeps: () => journal.sweeps.length,
    queued: () => it.queue.sent.map(({ mountTargetId }) => mountTargetId),
  };
};
