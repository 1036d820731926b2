import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import type { Request } from '../../core/model/request.ts';

/** What `remediate` is asked to look at. */
export interface WorkItem {
  readonly mountTargetId: MountTargetId;
  readonly fileSystemId: FileSystemId;
  /** Why, such as `sweep`. */
  readonly cause: string;
  /** Fingerprint of the plan that it is part of. */
  readonly plan?: string;
  /** How often remediate has queued it for itself, so that no message goes round for ever. */
  readonly hops?: number;
  /** Seconds before it is to be looked at; at once when left out, and never later than SQS can delay. */
  readonly afterSeconds?: number;
}

/** Puts work on the queue; resolves to the items that could not be queued, each with its reason. */
export interface WorkQueue {
  send(items: readonly WorkItem[]): Promise<ReadonlyMap<WorkItem, string>>;
}

/** What sending the messages of a dead-letter queue again came to. */
export interface Redriven {
  /** Messages that were sent to the queue that they came from. */
  readonly sent: number;
  /** There may be others. */
  readonly more?: true;
  /** Why the last of them were not sent, or not deleted. */
  readonly fault?: string;
}

/** What a sweep is asked for beside its schedule: groups and prefix lists that changed, or a policy that is not measured. */
export type RegionItem = Pick<Request, 'cause' | 'securityGroupIds' | 'prefixListIds' | 'changedTagKeys'>;

/** What a request asks of a sweep; one about the whole Region names nothing, so that nothing narrows the sweep. */
export const regionItem = ({ cause, region, securityGroupIds, prefixListIds, changedTagKeys }: Request): RegionItem =>
  region === undefined
    ? { cause, securityGroupIds, prefixListIds, ...(changedTagKeys && { changedTagKeys }) }
    : { cause, securityGroupIds: [], prefixListIds: [] };

/** Asks for a sweep soon; questions that come together are answered by one. Throws as `Reader` does. */
export interface RegionQueue {
  ask(item: RegionItem): Promise<void>;
}

/** The work that a finding makes; none where nothing is known to work on. */
export const workOf = ({ mountTargetId, fileSystemId }: Finding, cause: string): readonly WorkItem[] =>
  mountTargetId && fileSystemId ? [{ mountTargetId, fileSystemId, cause }] : [];
