import type { Finding } from '../../core/model/finding.ts';
import { memoized } from '../../core/model/memoized.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Cause, Request } from '../../core/model/request.ts';
import { atMost } from '../async/at-most.ts';
import { together } from '../async/together.ts';
import { bounded } from '../findings/report.ts';
import { openRun } from '../gate/open-run.ts';
import { sharingReader } from '../observe/observe.ts';
import type { Ports } from '../ports/ports.ts';
import type { Target } from '../ports/target.ts';
import { joined, ofFileSystem, ofInterfaces } from './find-targets.ts';
import { look } from './look.ts';
import { handOn } from './regional.ts';

/** Looks under way at once: enough to hide latency, few enough to leave EFS's small request budget to others. */
const concurrency = 10;

const distinct = (targets: readonly Target[]): readonly Target[] => [
  ...new Map(targets.map((target) => [target.id, target])).values(),
];

/** What came of a request. */
export interface Remediated {
  /** One for each mount target that the request is about. */
  readonly findings: readonly Finding[];
  /** What is left to a sweep, in a sentence. */
  readonly handedOn?: string;
}

/**
 * Answers requests under one policy, for the length of one invocation. Requests that meet on a mount target share one
 * look at it, and looks share what they read of a file system and of a VPC. What concerns the region is left to a sweep.
 *
 * @param requests all that the invocation has to answer: a look goes by the causes of all that name its mount target.
 * @param limit aborts when no look and no write may begin any more; what is still reading then ends as `deferred:
 * out-of-time`, and writes under way go on.
 */
export const remediator = (
  ports: Ports,
  policy: Policy,
  limit: AbortSignal = new AbortController().signal,
  requests: readonly Request[] = [],
) => {
  const run = openRun(ports, policy, sharingReader(ports.reader), limit);
  const limited = atMost(concurrency);

  const tell = (finding: Finding, cause: Cause, startedAt: number): Finding => {
    const quiet = finding.status === 'unmanaged' && policy.unmatched === 'ignore';
    const durationMs = ports.clock.now() - startedAt;
    ports.journal.decided(finding, { cause, policyVersion: policy.version, durationMs, quiet });
    return finding;
  };

  const others = ({ id }: Target, own: Cause): readonly Cause[] =>
    requests.filter((it) => it !== own && it.mountTargetIds.includes(id) && it.dryRun === own.dryRun);

  const lookOnce = memoized(
    (target: Target, { dryRun }: Cause) => `${target.id} ${dryRun}`,
    (target, cause) =>
      limited(async () => {
        const startedAt = ports.clock.now();
        return tell(await look(run, target, [cause, ...others(target, cause)]), cause, startedAt);
      }),
  );

  /** Never rejects because of AWS. */
  return async (request: Request): Promise<Remediated> => {
    const startedAt = ports.clock.now();
    const [regional, ...found] = await together([
      handOn(ports, request),
      ofInterfaces(ports, run.observer, request.networkInterfaceIds),
      ...request.fileSystemIds.map((id) => limited(() => ofFileSystem(ports, run.observer, id))),
    ]);
    const { targets, findings } = joined(found);
    const known = [...regional.findings, ...findings].map((finding) => tell(bounded(finding), request, startedAt));
    const named = request.mountTargetIds.map((id) => ({ id }));
    const looks = distinct([...named, ...targets]).map((target) => lookOnce(target, request));
    const { handedOn } = regional;
    return { findings: [...known, ...(await together(looks))], ...(handedOn !== undefined && { handedOn }) };
  };
};
