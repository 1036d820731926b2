import type { Finding } from '../../core/model/finding.ts';
import type { Request } from '../../core/model/request.ts';
import { faultFinding } from '../findings/fault.ts';
import type { Ports } from '../ports/ports.ts';
import { regionItem } from '../ports/work-queue.ts';

/** What of a request concerns the region, and who sees to it. */
export interface HandedOn {
  readonly findings: readonly Finding[];
  /** Absent when nothing of the request does. */
  readonly handedOn?: string;
}

/**
 * Leaves to a sweep what a request says of groups and prefix lists, which any mount target of the region may have: the
 * region queue asks for one soon. Without that queue the next scheduled sweep sees to it.
 */
export const handOn = async ({ regionQueue, journal }: Ports, request: Request): Promise<HandedOn> => {
  const what = [...request.securityGroupIds, ...request.prefixListIds].join(', ');
  if (what === '' && request.region === undefined) return { findings: [] };
  const looks =
    request.region === undefined
      ? `looks at the mount targets that ${what} bear on.`
      : `looks at every mount target, because ${request.region}.`;
  if (!regionQueue || request.dryRun) {
    const handedOn = `The next sweep ${looks}`;
    if (!request.dryRun) journal.warn('left to the next sweep', { cause: request.cause, handedOn });
    return { findings: [], handedOn };
  }
  try {
    await regionQueue.ask(regionItem(request));
    return { findings: [], handedOn: `A sweep that was asked for ${looks}` };
  } catch (error) {
    return { findings: [faultFinding(journal, { mountTargetId: null, fileSystemId: null }, error)] };
  }
};
