import type { Hold } from '../../../core/brakes/brakes.ts';
import type { FileSystemId, MountTargetId, SecurityGroupId } from '../../../core/model/ids.ts';
import type { Actor, Ordered } from '../../../core/model/request.ts';
import type { WrittenSources } from '../../../core/nfs/written-sources.ts';

/** What is about to be written, kept until its outcome is known. */
export interface Intent {
  readonly changeId: string;
  readonly mountTargetId: MountTargetId;
  readonly fileSystemId: FileSystemId;
  readonly before: readonly SecurityGroupId[];
  readonly after: readonly SecurityGroupId[];
  /** The rule that it follows; of an undoing, the rule of what it undoes. */
  readonly rule: string;
  readonly policyVersion: string;
  readonly cause: string;
  readonly actor?: Actor;
  /** The person's decision that it follows. */
  readonly ordered?: Ordered;
  /** Fingerprint of the plan of the sweep that queued it. */
  readonly plan?: string;
  readonly eventId?: string;
  /** The change that it undoes. */
  readonly undoes?: string;
  /** What the mount target is held by once the write may have landed. */
  readonly hold?: Hold;
  /** What the set lets in that is written, where it satisfies the policy. */
  readonly lets?: WrittenSources;
  /** Addresses of clients that the change was judged to hurt. */
  readonly losers?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How a write ended. */
export interface Outcome {
  readonly status: 'fixed' | 'deferred' | 'failed' | 'refused' | 'gone';
  readonly reasons: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A concluded write. `at` is when it was begun, `concludedAt` when its outcome was recorded. */
export interface Change extends Omit<Intent, 'hold' | 'lets'>, Omit<Outcome, 'at' | 'status'> {
  /** How it ended; of a newer release's record it may be a word that is not known here. */
  readonly status: Outcome['status'] | (string & {});
  readonly concludedAt: number;
}

/** The one write of a file system that has no outcome yet. */
export interface Pending extends Intent {
  /**
   * `pending`: its writer may still be at work. `in-doubt`: its writer ended without knowing whether it landed.
   * `rolling-back`: it undoes a change that did not work out.
   */
  readonly phase: 'pending' | 'in-doubt' | 'rolling-back';
}

/** Concluded changes, the one begun last first. */
export interface History {
  readonly changes: readonly Change[];
  /** Whether there are older ones. */
  readonly more: boolean;
  /** What is wrong with those of them that cannot be read, in a sentence each; absent when all can. */
  readonly unreadable?: readonly string[];
}
