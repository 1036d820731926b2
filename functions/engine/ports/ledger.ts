import type { Hold } from '../../core/brakes/brakes.ts';
import type { FileSystemId, MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { Actor } from '../../core/model/request.ts';

/** What is about to be written, kept until its outcome is known. */
export interface Intent {
  readonly changeId: string;
  readonly mountTargetId: MountTargetId;
  readonly fileSystemId: FileSystemId;
  readonly before: readonly SecurityGroupId[];
  readonly after: readonly SecurityGroupId[];
  readonly rule: string;
  readonly policyVersion: string;
  readonly cause: string;
  readonly actor?: Actor;
  readonly eventId?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How a write ended. */
export interface Outcome {
  readonly status: 'fixed' | 'deferred' | 'failed' | 'refused' | 'gone';
  readonly reasons: readonly string[];
  readonly at: number;
  /** It may or may not be there: the mount targets that come after it have to wait. */
  readonly inDoubt?: boolean;
}

/** A concluded write. `at` is when it was begun, `concludedAt` when its outcome was recorded. */
export interface Change extends Intent, Omit<Outcome, 'at'> {
  readonly concludedAt: number;
}

/** What the ledger keeps a record of. */
export type Subject = MountTargetId | FileSystemId;

/** One writer at a time on one subject. `owner` is unique to the look that holds it; times are epoch milliseconds. */
export interface Lease<Id extends Subject = MountTargetId> {
  readonly id: Id;
  readonly owner: string;
  readonly expiresAt: number;
}

/** A lease that was taken, and the change that its last holder left unfinished; on a file system, in doubt. */
export interface Acquired<Id extends Subject = MountTargetId> {
  readonly lease: Lease<Id>;
  readonly pending?: Intent;
  readonly staged?: Intent;
}

/** What the ledger knows of one mount target, or of one file system and its mount targets. */
export interface LedgerRecord {
  /** The intent that has no outcome yet; on mount targets only. */
  readonly pending?: Intent;
  /** The last one that was not released, also when it is over. */
  readonly hold?: Hold;
  /** When a hold was last released, in epoch milliseconds. */
  readonly releasedAt?: number;
  /** The newest 20 concluded changes, the one begun last first; then the fixes before them that were asked for. */
  readonly changes: readonly Change[];
}

/** Concluded changes of a subject, the one begun last first. */
export interface History {
  readonly changes: readonly Change[];
  /** Whether there are older ones. */
  readonly more: boolean;
}

/** Whether anything may be written at all in this account and Region. */
export interface Gate {
  /** Why nothing may, and since when (epoch milliseconds). */
  readonly closed?: { readonly reason: string; readonly at: number };
  /** The policy whose plan was confirmed when the gate was last opened. */
  readonly policyVersion?: string;
}

/** The record of every write. Throws `RetryableError` or `TerminalError` when it cannot answer: then nothing is written. */
export interface Ledger {
  /**
   * All that is known of a subject, in one consistent read. Of a mount target with the fixes begun after a time (epoch
   * milliseconds), where one is given, as far as there are no 20 among its newest changes.
   */
  record(id: Subject, fixesSince?: number): Promise<LedgerRecord>;
  /** The newest changes of a subject, at most so many; only those begun before a time (epoch milliseconds), where one is given. */
  history(id: Subject, atMost: number, before?: number): Promise<History>;
  /** What may be left to be finished: subjects with an intent that has no outcome, or with a watch. Lags by a moment. */
  unfinished(): Promise<readonly Subject[]>;
  /** Takes the lease unless another owner holds one that has not expired; undefined when held elsewhere. Returns any pending intent with it, and of a file system the staged one. */
  acquire<Id extends Subject>(id: Id): Promise<Acquired<Id> | undefined>;
  /** Records the intent, on the condition that the lease is still ours; false when it is not. */
  intend(lease: Lease, intent: Intent): Promise<boolean>;
  /** Records on its file system that a write is under way, on the condition that the lease is still ours; false when it is not, or that of another mount target is staged. */
  stage(lease: Lease<FileSystemId>, intent: Intent): Promise<boolean>;
  /** Forgets a staged write; what it was about is known. */
  unstage(lease: Lease<FileSystemId>, intent: Intent): Promise<void>;
  /**
   * Records how the intended write ended, then forgets the intent, and what was staged unless the outcome leaves it in doubt.
   * Recording the same change twice keeps the first outcome.
   */
  conclude(lease: Lease, intent: Intent, outcome: Outcome): Promise<void>;
  /** Gives the lease back if it is still ours. */
  release(lease: Lease<Subject>): Promise<void>;
  /** Places a hold, in place of any other; without one, takes back what was placed, which is no release. */
  hold(id: Subject, hold: Hold | undefined): Promise<void>;
  /** Ends a hold placed no later than `at`, which becomes `releasedAt`; false, and nothing done, when a later one stands. */
  releaseHold(id: Subject, at: number): Promise<boolean>;
  /** Counts a change within the clock hour of `at`; false when `limit` others were counted. Counting the same change again is free. */
  spend(changeId: string, at: number, limit: number): Promise<boolean>;
  /** Never closed and never opened: an empty object. */
  gate(): Promise<Gate>;
  /** Closes the gate; one that is closed already keeps its first reason. */
  closeGate(reason: string, at: number): Promise<void>;
  /** Opens the gate for a policy; false, and nothing done, when it was closed later than `at`. */
  openGate(policyVersion: string, at: number): Promise<boolean>;
}
