import type { Finding } from '../core/finding.ts';
import type { FileSystemId } from '../core/ids.ts';
import type { Policy } from '../core/policy.ts';
import type { Request } from '../core/request.ts';
import { atMost } from './at-most.ts';
import { faultFinding, goneFinding } from './fault.ts';
import { look } from './look.ts';
import { sharingReader, type Target } from './observe.ts';
import type { Ports, Reader } from './ports.ts';
import type { Purpose } from './purpose.ts';

/** Looks under way at once: enough to hide latency, few enough to leave EFS's small request budget to others. */
const concurrency = 10;

type Listing = { readonly targets: readonly Target[]; readonly findings: readonly Finding[] };

const listTargets = async (ports: Ports, observer: Reader, fileSystemId: FileSystemId): Promise<Listing> => {
  try {
    const mountTargets = await observer.mountTargetsOf(fileSystemId);
    if (!mountTargets) return { targets: [], findings: [goneFinding({ mountTargetId: null, fileSystemId })] };
    return { targets: mountTargets.map((known) => ({ id: known.id, known })), findings: [] };
  } catch (error) {
    return { targets: [], findings: [faultFinding(ports.journal, { mountTargetId: null, fileSystemId }, error)] };
  }
};

const distinct = (targets: readonly Target[]): readonly Target[] => [
  ...new Map(targets.map((target) => [target.id, target])).values(),
];

/**
 * Answers requests under one policy, for the length of one invocation. Requests that meet on a mount target share one
 * look at it, and looks share what they read of a file system and of a VPC.
 */
export const remediator = (ports: Ports, policy: Policy) => {
  const observer = sharingReader(ports.reader);
  const limited = atMost(concurrency);
  const looks = new Map<string, Promise<Finding>>();

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

  const lookOnce = (target: Target, purpose: Purpose): Promise<Finding> => {
    const key = `${target.id} ${purpose.dryRun}`;
    const finding = looks.get(key) ?? limited(() => lookAndTell(target, purpose));
    looks.set(key, finding);
    return finding;
  };

  /** One finding for each mount target that the request is about. Never rejects because of AWS. */
  return async (request: Request): Promise<readonly Finding[]> => {
    const startedAt = ports.clock.now();
    const listings = await Promise.all(
      request.fileSystemIds.map((id) => limited(() => listTargets(ports, observer, id))),
    );
    const unlisted = listings.flatMap((listing) => listing.findings);
    for (const finding of unlisted) tell(finding, request, startedAt);
    const named = request.mountTargetIds.map((id) => ({ id }));
    const targets = distinct([...named, ...listings.flatMap((listing) => listing.targets)]);
    return [...unlisted, ...(await Promise.all(targets.map((target) => lookOnce(target, request))))];
  };
};
