import type { Hold, HoldOn } from '../../../core/brakes/brakes.ts';
import type { LandedChange } from '../../../core/brakes/flapping.ts';
import type { FileSystemId, MountTargetId } from '../../../core/model/ids.ts';
import type { GoodSpan } from '../../../core/nfs/known-good.ts';
import type { Pending } from './change.ts';

/** What a hold or a change can be about. */
export type Subject = MountTargetId | FileSystemId;

/** Writes in a row that AWS refused or did not answer. Times are epoch milliseconds. */
export interface Refusals {
  readonly count: number;
  readonly since: number;
  /** Since when a write may land yet, one of them or of a writer that died; absent where every outcome is known. */
  readonly doubtSince?: number;
}

/** What the ledger knows of one file system and its mount targets. */
export interface FileSystemRecord {
  readonly id: FileSystemId;
  readonly pending?: Pending;
  /** Who holds its lease, or held it last and did not give it back, and until when (epoch milliseconds). */
  readonly lease?: Pick<Lease, 'owner' | 'expiresAt'>;
  /** Those that were not released, also when they are over. */
  readonly holds: ReadonlyMap<Subject, Hold>;
  /** Changes whenever a hold does. */
  readonly holdsVersion: number;
  /** When holds and flapping were last released, in epoch milliseconds. */
  readonly releasedAt: ReadonlyMap<Subject, number>;
  /** The newest changes that AWS took, the one begun last first: as many as flapping is told by. */
  readonly landed: readonly LandedChange[];
  readonly refusals: ReadonlyMap<MountTargetId, Refusals>;
  /** What the last fix of a mount target let in, and when. */
  readonly good: ReadonlyMap<MountTargetId, GoodSpan>;
  /** Mount targets whose pointer to the file system is on record. */
  readonly pointed: ReadonlySet<string>;
}

/** The right to change the mount targets of one file system, one after the other. `owner` is unique to the look that holds it. */
export interface Lease {
  readonly fileSystemId: FileSystemId;
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** A lease that was taken, and what was on record then. */
export interface Acquired {
  readonly lease: Lease;
  readonly record: FileSystemRecord;
}

/** What a concluded write leaves on record of its file system. */
export interface Marks {
  /** AWS took it. */
  readonly landed?: LandedChange;
  readonly hold?: HoldOn;
  /** Writes to the mount target that AWS refused or did not answer in a row, this one included; forgotten when left out. */
  readonly refusals?: Refusals;
  /** What the set lets in that was written and satisfies the policy. */
  readonly good?: GoodSpan;
}
