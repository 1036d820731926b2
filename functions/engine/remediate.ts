import type { Finding } from '../core/finding.ts';
import type { Policy } from '../core/policy.ts';
import type { Request } from '../core/request.ts';
import { atMost } from './at-most.ts';
import { faultFinding } from './fault.ts';
import { bearsOnMountTargets } from './group-change.ts';
import { joined, type Located, ofFileSystem, ofInterfaces } from './locate.ts';
import { look } from './look.ts';
import { sharingReader, type Target } from './observe.ts';
import { once } from './once.ts';
import type { Ports } from './ports.ts';
import type { Purpose } from './purpose.ts';
import { type Surveyed, survey } from './survey.ts';
import { sweep } from './sweep.ts';

/** Looks under way at once: enough to hide latency, few enough to leave EFS's small request budget to others. */
const concurrency = 10;

const distinct = (targets: readonly Target[]): readonly Target[] => [
  ...new Map(targets.map((target) => [target.id, target])).values(),
];

const toLookAt = ({ finding: { mountTargetId }, toBeWritten }: Surveyed): readonly Target[] =>
  toBeWritten && mountTargetId ? [{ id: mountTargetId }] : [];

/**
 * Answers requests under one policy, for the length of one invocation. Requests that meet on a mount target share one
 * look at it, and looks share what they read of a file system and of a VPC.
 */
export const remediator = (ports: Ports, policy: Policy) => {
  const observer = sharingReader(ports.reader);
  const limited = atMost(concurrency);

  const tell = (finding: Finding, purpose: Purpose, startedAt: number): void => {
    const quiet = finding.status === 'unmanaged' && policy.unmatched === 'ignore';
    const durationMs = ports.clock.now() - startedAt;
    ports.journal.decided(finding, { purpose, policyVersion: policy.version, durationMs, quiet });
  };

  const lookAndTell = async (target: Target, purpose: Purpose): Promise<Finding> => {
    const startedAt = ports.clock.now();
    const finding = await look(ports, observer, policy, target, purpose);
    tell(finding, purpose, startedAt);
    return finding;
  };

  const lookOnce = once(
    (target: Target, { dryRun }: Purpose) => `${target.id} ${dryRun}`,
    (target, purpose) => limited(() => lookAndTell(target, purpose)),
  );

  const sweepOnce = once(
    ({ dryRun }: Request) => `${dryRun}`,
    async ({ cause, dryRun }): Promise<Located & { readonly told: readonly Finding[] }> => {
      const { queue } = ports;
      if (queue) {
        const { results } = await sweep({ ...ports, queue }, policy, { cause, dryRun });
        return { targets: [], findings: [], told: results };
      }
      const surveyed = await survey(ports, policy);
      return { targets: surveyed.flatMap(toLookAt), findings: [], told: [] };
    },
  );

  /** What a change to groups bears on: as a sweep finds it, put on the queue; looked at here where there is no queue. */
  const ofGroups = async (request: Request): ReturnType<typeof sweepOnce> => {
    const nothing = { targets: [], findings: [], told: [] };
    if (request.securityGroupIds.length === 0) return nothing;
    try {
      return (await bearsOnMountTargets(ports.bulk, policy, request)) ? await sweepOnce(request) : nothing;
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
