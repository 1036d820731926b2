import type { Finding } from '../../core/model/finding.ts';
import { once } from '../../core/model/once.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Request } from '../../core/model/request.ts';
import { atMost } from '../async/at-most.ts';
import { lookAgainAfterWatch } from '../change/look-after-watch.ts';
import { faultFinding } from '../findings/fault.ts';
import { fitInBytes } from '../findings/fit-in-bytes.ts';
import { sharingReader } from '../observe/observe.ts';
import { inTime, timelyLedger, timelyReader } from '../observe/time-limit.ts';
import type { Ports } from '../ports/ports.ts';
import type { Purpose } from '../ports/purpose.ts';
import type { Target } from '../ports/target.ts';
import type { WorkQueue } from '../ports/work-queue.ts';
import { sweep } from '../sweep/sweep.ts';
import { joined, type Located, ofFileSystem, ofInterfaces } from './find-targets.ts';
import { bearsOnMountTargets } from './group-change.ts';
import { look } from './look.ts';
import { openRun } from './open-run.ts';

/** Looks under way at once: enough to hide latency, few enough to leave EFS's small request budget to others. */
const concurrency = 10;
/** Findings of a sweep in the answer to one event, which is kept in a DynamoDB item of 400 KB; the journal has them all. */
const mostTold = { count: 100, bytes: 200_000 };

const distinct = (targets: readonly Target[]): readonly Target[] => [
  ...new Map(targets.map((target) => [target.id, target])).values(),
];

const deferredFirst = (a: Finding, b: Finding): number =>
  Number(b.status === 'deferred') - Number(a.status === 'deferred');

const never = new AbortController().signal;

/**
 * Answers requests under one policy, for the length of one invocation. Requests that meet on a mount target share one
 * look at it, and looks share what they read of a file system and of a VPC.
 *
 * @param limit aborts when no look and no write may begin any more and looks that are still reading are to end, as
 * `deferred: out-of-time`; writes under way go on.
 */
export const remediator = (unlimited: Ports, policy: Policy, limit: AbortSignal = never) => {
  const ports = { ...unlimited, ledger: timelyLedger(unlimited.ledger, limit) };
  const observer = sharingReader(timelyReader(ports.reader, limit));
  const run = openRun(ports, policy, observer);
  const limited = atMost(concurrency);

  const tell = (finding: Finding, purpose: Purpose, startedAt: number): void => {
    const quiet = finding.status === 'unmanaged' && policy.unmatched === 'ignore';
    const durationMs = ports.clock.now() - startedAt;
    ports.journal.decided(finding, { purpose, policyVersion: policy.version, durationMs, quiet });
  };

  const lookAndTell = async (target: Target, purpose: Purpose): Promise<Finding> => {
    const startedAt = ports.clock.now();
    const finding = await look(run, target, purpose);
    tell(finding, purpose, startedAt);
    if (!purpose.dryRun) await lookAgainAfterWatch(ports, policy, finding, purpose);
    return finding;
  };

  const lookOnce = once(
    (target: Target, { dryRun }: Purpose) => `${target.id} ${dryRun}`,
    (target, purpose) => limited(() => lookAndTell(target, purpose)),
  );

  const sweepOnce = once(
    ({ dryRun }: Request) => `${dryRun}`,
    async ({ cause, dryRun }): Promise<Located & { readonly told: readonly Finding[] }> => {
      const here: Target[] = [];
      const lookAtHere: WorkQueue = {
        send: async (items) => {
          here.push(...items.map(({ mountTargetId: id }) => ({ id })));
          return new Map();
        },
      };
      const { queue = lookAtHere } = ports;
      const { results } = await sweep({ ...ports, queue }, policy, { cause, dryRun });
      // A state that may last for ever is the next sweep's business, and a watch has a look of its own queued: neither
      // must bring this event back again and again.
      const isWaiting = ({ reasons }: Finding) => reasons.includes('lifecycle-state') || reasons.includes('observing');
      const settled = results.filter((finding) => !isWaiting(finding));
      const told = ports.queue ? settled : settled.filter(({ status }) => status !== 'drifted');
      const first = told.toSorted(deferredFirst).slice(0, mostTold.count);
      return { targets: here, findings: [], told: fitInBytes(first, mostTold.bytes) };
    },
  );

  /** What a change to groups bears on: as a sweep finds it, within its budget, queued; looked at here where no queue is. */
  const ofGroups = async (request: Request): ReturnType<typeof sweepOnce> => {
    const nothing = { targets: [], findings: [], told: [] };
    if (request.securityGroupIds.length + request.prefixListIds.length === 0) return nothing;
    try {
      return await inTime(limit, async () =>
        (await bearsOnMountTargets(ports.bulk, policy, request)) ? sweepOnce(request) : nothing,
      );
    } catch (error) {
      const subject = { mountTargetId: null, fileSystemId: null };
      return { ...nothing, findings: [faultFinding(ports.journal, subject, error)] };
    }
  };

  /** One finding for each mount target that the request is about. Never rejects because of AWS. */
  return async (request: Request): Promise<readonly Finding[]> => {
    const startedAt = ports.clock.now();
    const [groups, ...others] = await Promise.all([
      ofGroups(request),
      ofInterfaces(ports, observer, policy, request.networkInterfaceIds),
      ...request.fileSystemIds.map((id) => limited(() => ofFileSystem(ports, observer, id))),
    ]);
    const { targets, findings } = joined([groups, ...others]);
    for (const finding of findings) tell(finding, request, startedAt);
    const named = request.mountTargetIds.map((id) => ({ id }));
    const looks = distinct([...named, ...targets]).map((target) => lookOnce(target, request));
    return [...groups.told, ...findings, ...(await Promise.all(looks))];
  };
};
