import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';

/** What `remediate` is asked to look at. */
export interface WorkItem {
  readonly mountTargetId: MountTargetId;
  readonly fileSystemId: FileSystemId;
  /** Seconds before it is to be looked at; at once when left out, and never later than SQS can delay. */
  readonly afterSeconds?: number;
}

/** Puts work on the queue; resolves to the items that could not be queued, each with its reason. */
export interface WorkQueue {
  send(items: readonly WorkItem[]): Promise<ReadonlyMap<WorkItem, string>>;
}

/** The work that a finding makes; none where nothing is known to work on. */
export const workOf = ({ mountTargetId, fileSystemId }: Finding): readonly WorkItem[] =>
  mountTargetId && fileSystemId ? [{ mountTargetId, fileSystemId }] : [];
