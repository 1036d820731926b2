import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import type { Run } from '../gate/run.ts';
import type { Intent, Lease } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import { finishInterrupted, hasLanded } from './finish-interrupted.ts';
import { underLease } from './under-lease.ts';

/** How long the mount targets of a file system wait for the one whose change is in doubt to be looked at again, in ms. */
const patience = 10 * 60_000;

/** What else may come of work on a file system. */
interface Otherwise<T> {
  /** Another invocation holds its lease. */
  elsewhere(): T | Promise<T>;
  /** The change before, of another of its mount targets, is not there as it was intended. */
  halted(text: string): T | Promise<T>;
}

/** Reads whether a change that nobody verified is there, and concludes it if its writer died; says when it is not. */
const doubt = async (ports: Ports, staged: Intent): Promise<string | undefined> => {
  const { changeId, mountTargetId: id } = staged;
  const attached = await ports.reader.attachedGroups(id);
  const concluded = await underLease(
    ports,
    id,
    async ({ lease, pending }) => {
      if (pending?.changeId === changeId) await finishInterrupted(ports, lease, pending, attached);
      return true;
    },
    () => false,
  );
  if (!concluded) return `another invocation is at work on ${id}`;
  if (attached === undefined || hasLanded(staged, attached)) return undefined;
  return `change ${changeId} of ${id} did not come about`;
};

/**
 * Does work on one mount target under the lease on its file system, whose mount targets are changed one at a time, each
 * verified before the next: what the last writer left in doubt is read first, and as long as it is not there, only its own
 * mount target is worked on.
 */
export const onStage = <T>(
  { ports, inTurn }: Run,
  { fileSystemId, id }: { readonly fileSystemId: FileSystemId; readonly id: MountTargetId },
  work: (stage: Lease<FileSystemId>) => Promise<T>,
  { elsewhere, halted }: Otherwise<T>,
): Promise<T> => {
  const workUnderLease = async (stage: Lease<FileSystemId>, staged: Intent | undefined): Promise<T> => {
    if (!staged) return work(stage);
    const isOwn = staged.mountTargetId === id;
    const text = isOwn ? undefined : await doubt(ports, staged);
    if (text !== undefined && ports.clock.now() < staged.at + patience) return halted(text);
    if (!isOwn) await ports.ledger.unstage(stage, staged);
    const answer = await work(stage);
    // Only then has its own work read what became of it; a write of its own took its place.
    if (isOwn) await ports.ledger.unstage(stage, staged);
    return answer;
  };
  return inTurn(fileSystemId, () =>
    underLease(ports, fileSystemId, ({ lease, staged }) => workUnderLease(lease, staged), elsewhere),
  );
};
