import { parsePolicy } from '../../functions/policy/parse-policy.ts';
import { answer } from '../../functions/remediate/answer.ts';
import type { Rate } from '../../infra/local/faults/settings.ts';
import { localAws } from '../../infra/local/local-aws.ts';
import { nextBits } from '../../infra/local/random.ts';
import { seedAccount } from '../../infra/local/world/seed.ts';
import { groupsOf } from '../../infra/local/world/storage.ts';
import { cloudTrailEvent } from '../../infra/story/cloudtrail.ts';
import { recordingJournal } from './engine-journal.ts';
import { takeBatch } from './event-source.ts';
import { addTables } from './in-process.ts';
import { localApp } from './local-app.ts';
import { must } from './must.ts';
import { virtualClock as clock, inVirtualTime } from './virtual-time.ts';
import { createWorkQueue, timeoutMs } from './work-queue.ts';

/** What strikes: how many events, about how many mount targets, all of which drifted. */
export interface StormOptions {
  readonly events: number;
  /** The share (0 to 1) of the events that are deliveries of another one over again. */
  readonly duplicated: number;
  /** With three mount targets each. */
  readonly fileSystems: number;
  /** EFS's budget for the account; unlimited when left out. */
  readonly efs?: Rate;
}

/** What a storm cost, and how it ended. */
export interface Aftermath {
  /** Calls to EFS and EC2, throttled ones included. */
  readonly calls: number;
  readonly throttled: number;
  /** Modifies that took effect, by mount target. */
  readonly modified: number;
  readonly mountTargets: number;
  /** Mount targets that have the groups they should. */
  readonly right: number;
  /** Messages that ended in the dead-letter queue. */
  readonly lost: number;
  /** Until the queue was empty, in seconds. */
  readonly seconds: number;
}

const policyText = `
version: 1
mode: enforce
rules:
  - name: shared-data
    when: { tags: { environment: "*" } }
    securityGroups: [{ tags: { nfs-access: "\${environment}" } }]`;

/** As many execution environments as template.yaml lets work at once. */
const environments = 2;
const latencyMs = 20;

const shuffled = <Item>(items: readonly Item[]): readonly Item[] => {
  const random = { state: 1 };
  return items
    .map((item) => ({ item, key: nextBits(random) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
};

/** Lets a storm of reordered and duplicated events strike a local account, in virtual time, until the queue is empty. */
export const storm = async ({ events: count, duplicated, fileSystems, efs }: StormOptions): Promise<Aftermath> => {
  const aws = localAws({ clock });
  await addTables(aws);
  const { mountTargets } = seedAccount(aws.world, {
    fileSystems,
    groups: [{ name: 'wanted', tags: { 'nfs-access': 'prod' } }, { name: 'stray' }],
    tags: () => ({ environment: 'prod' }),
    attach: (_, [, stray]) => [must(stray)],
  });
  const parsed = parsePolicy(policyText, '0123456789ab');
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings));
  const { policy } = parsed;
  const queue = await createWorkQueue(aws);

  const eventOf = (index: number) => {
    const { id } = must(mountTargets[index % mountTargets.length]);
    const requestParameters = { mountTargetId: id, securityGroups: [] };
    return cloudTrailEvent({ eventName: 'ModifyMountTargetSecurityGroups', role: 'Operator', requestParameters });
  };

  const environment = () => localApp(aws, { clock, policy, journal: recordingJournal(), queueUrl: queue.queueUrl });
  const work = async (): Promise<void> => {
    const app = environment();
    while (queue.waiting().length > 0) {
      const { received } = await takeBatch({ ...queue, clock, timeoutMs, handle: answer(app) });
      if (received === 0) await clock.sleep(1000);
    }
  };

  const { ms } = await inVirtualTime(async () => {
    const repeated = Math.round(count * duplicated);
    const distinct = Array.from({ length: count - repeated }, (_, index) => eventOf(index));
    // As after a sweep.
    await environment().ports(new AbortController().signal).ledger.openGate(policy.version, 0);
    await queue.send(shuffled([...distinct, ...distinct.slice(0, repeated)]));
    aws.calls.reset();
    aws.faults.set({ latencyMs, ...(efs && { throttle: { efs } }) });
    await Promise.all(Array.from({ length: environments }, work));
  });

  const calls = aws.calls.log.filter(({ operation }) => /^(efs|ec2):/.test(operation));
  const isRight = (id: string): boolean => {
    const groups = groupsOf(aws.world, id).map((group) => aws.world.securityGroups.get(group)?.name);
    return groups.join() === 'wanted';
  };
  return {
    calls: calls.length,
    throttled: calls.filter(({ error }) => error === 'ThrottlingException').length,
    modified: calls.filter((it) => it.operation === 'efs:ModifyMountTargetSecurityGroups' && !it.error).length,
    mountTargets: mountTargets.length,
    right: mountTargets.filter(({ id }) => isRight(id)).length,
    lost: queue.undelivered().length,
    seconds: ms / 1000,
  };
};
