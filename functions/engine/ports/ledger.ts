import type { Hold, HoldOn } from '../../core/brakes/brakes.ts';
import type { LandedChange } from '../../core/brakes/flapping.ts';
import type { FileSystemId, MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { Actor, Ordered, Signed } from '../../core/model/request.ts';
import type { GoodRecord, GoodSpan } from '../../core/nfs/known-good.ts';
import type { WrittenSources } from '../../core/nfs/written-sources.ts';

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
  /** Since when writes to the mount target are in doubt, where it takes the place of one that is (epoch milliseconds). */
  readonly doubtSince?: number;
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
export interface Change extends Omit<Intent, 'hold' | 'lets' | 'doubtSince'>, Omit<Outcome, 'at' | 'status'> {
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

/** What a hold or a change can be about. */
export type Subject = MountTargetId | FileSystemId;

/** Writes in a row that AWS refused, and since when (epoch milliseconds). */
export interface Refusals {
  readonly count: number;
  readonly since: number;
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

/** Concluded changes, the one begun last first. */
export interface History {
  readonly changes: readonly Change[];
  /** Whether there are older ones. */
  readonly more: boolean;
  /** What is wrong with those of them that cannot be read, in a sentence each; absent when all can. */
  readonly unreadable?: readonly string[];
}

/** What the sweeps of a day found: the last of them, and how many there were. */
export interface DayCounts {
  /** Mount targets that the last one looked at. */
  readonly checked: number;
  readonly compliant: number;
  /** Not as a rule says, whether that is put right, queued, or would be. */
  readonly drifted: number;
  readonly refused: number;
  /** Held by a person, or by mountguard itself. */
  readonly held: number;
  readonly unmanaged: number;
}

/** The counts of a day on record, and how many changes AWS took on it. */
export interface DayOnRecord extends DayCounts {
  /** `YYYY-MM-DD`, in UTC. */
  readonly day: string;
  readonly fixed: number;
}

/** An order of a person, as it is kept; nothing overwrites it. */
export interface OrderRecord extends Signed {
  readonly orderId: string;
  /** What was ordered, such as `release`. */
  readonly order: string;
  /** What the order names. */
  readonly ids: readonly string[];
  /** Until when it holds or pauses (epoch milliseconds). */
  readonly until?: number;
  /** Of the plan that it is about. */
  readonly fingerprint?: string;
  /** The change that it is about. */
  readonly changeId?: string;
  /** It is about changes begun since then (epoch milliseconds). */
  readonly since?: number;
  /** Reasons that were not to stop it. */
  readonly despite?: readonly string[];
  /** Of the invocation, by which CloudTrail tells who called. */
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Orders of persons, the newest first. */
export interface OrderHistory {
  readonly orders: readonly OrderRecord[];
  /** What is wrong with those of them that cannot be read, in a sentence each; absent when all can. */
  readonly unreadable?: readonly string[];
}

/** A pause that a person ordered. */
export interface Pause extends Signed {
  /** Epoch milliseconds. */
  readonly at: number;
  /** When it ends by itself (epoch milliseconds); only when it is resumed, when left out. */
  readonly until?: number;
}

/** Whether anything may be written at all in this account and Region. */
export interface Gate {
  /** Why nothing may, and since when (epoch milliseconds). */
  readonly closed?: { readonly reason: string; readonly at: number };
  /** The last pause that a person ordered, also when it is over; absent once it was resumed. */
  readonly pause?: Pause;
  /** The version of the policy that a sweep measured last, or whose plan a person confirmed. */
  readonly measured?: string;
  /** The version of a policy that is tried since then. */
  readonly tried?: string;
}

/** What the ledger answers to one question about several file systems. */
export interface Standings {
  readonly gate: Gate;
  /** Of a file system that was asked about. Throws `TerminalError` when its item cannot be understood. */
  record(id: FileSystemId): FileSystemRecord;
}

/** A policy that is tried although no sweep has measured it, and the change that is to be made under it, if one is. */
export interface Trial {
  readonly policyVersion: string;
  readonly changeId?: string;
  /** Changes under such a policy at most. */
  readonly limit: number;
}

/** What came of it. */
export interface Tried {
  /** Undefined when `limit` other changes were tried already. */
  readonly gate: Gate | undefined;
  /** Whether this is the first that is heard of the policy since a sweep measured one. */
  readonly isFirst: boolean;
}

/** A survey of the region that may begin. */
export interface SurveyLease {
  readonly owner: string;
  /** When the last survey that ended had begun, in epoch milliseconds. */
  readonly lastBegan?: number;
  /** Where the last survey got to, when it could not read everything. */
  readonly reached?: FileSystemId;
}

/** What a concluded write leaves on record of its file system. */
export interface Marks {
  /** AWS took it. */
  readonly landed?: LandedChange;
  readonly hold?: HoldOn;
  /** Writes to the mount target that AWS refused in a row, this one included; forgotten when left out. */
  readonly refusals?: Refusals;
  /** What the set lets in that was written and satisfies the policy. */
  readonly good?: GoodSpan;
}

/** What is on record of the sets that satisfied the policy. */
export interface KnownGood {
  /** When the last finished sweep began that recorded what it saw, in epoch milliseconds. */
  readonly sweptAt?: number;
  /** Of a file system that was asked about, by mount target. Throws `TerminalError` when it cannot be understood. */
  of(id: FileSystemId): ReadonlyMap<MountTargetId, GoodRecord>;
}

/** The record of every write. Throws `RetryableError` or `TerminalError` when it cannot answer: then nothing is written. */
export interface Ledger {
  /** The gate, and what is known of these file systems, by consistent reads of up to 99 at a time. */
  read(ids: readonly FileSystemId[]): Promise<Standings>;
  /** The newest changes of a file system or mount target, at most so many; only those begun before a time (epoch milliseconds), where one is given. */
  history(fileSystemId: FileSystemId, id: Subject, atMost: number, before?: number): Promise<History>;
  /** The changes begun in a span of time (epoch milliseconds), of all file systems, the newest at most so many. Lags by a moment. */
  between(from: number, to: number, atMost: number): Promise<History>;
  /** Keeps an order of a person for as long as changes are kept; one with the same id and time is kept as it is. */
  keepOrder(order: OrderRecord): Promise<void>;
  /** The orders given in a span of time (epoch milliseconds), the newest at most so many; only those about one of some ids, where any is given. */
  orders(from: number, to: number, atMost: number, about?: readonly string[]): Promise<OrderHistory>;
  /** Keeps what a finished sweep found that began at a time (epoch milliseconds) on the day of that time, with how many changes AWS took in its hours. */
  keepDay(counts: DayCounts, at: number): Promise<void>;
  /** The days on record that a span of time (epoch milliseconds) touches, ascending. */
  days(from: number, to: number): Promise<readonly DayOnRecord[]>;
  /** Keeps the text behind a policy version; one that is kept already stays. */
  keepPolicy(version: string, text: string, at: number): Promise<void>;
  /** File systems with a write that has no outcome. Lags by a moment. */
  unfinished(): Promise<readonly FileSystemId[]>;
  /** The file system of a mount target that was changed once. */
  fileSystemOf(id: MountTargetId): Promise<FileSystemId | undefined>;

  /** What is on record of the compliant sets of a file system, or of all of the place, by one read or two. */
  knownGood(id: FileSystemId | 'all'): Promise<KnownGood>;
  /**
   * Records what a finished sweep saw that began at `sweptAt` (epoch milliseconds): all that is on record from now on, of this
   * that of some file systems changed.
   */
  keepGood(
    all: ReadonlyMap<FileSystemId, ReadonlyMap<MountTargetId, GoodRecord>>,
    changed: ReadonlySet<FileSystemId>,
    sweptAt: number,
  ): Promise<void>;

  /** Takes the lease unless another owner holds one that has not expired; undefined when held elsewhere. */
  acquire(id: FileSystemId): Promise<Acquired | undefined>;
  /**
   * Records what is about to be written, and where its mount target belongs. False, and no intent on record, when the lease
   * is no longer ours, another write has no outcome, or a hold was placed or released since the lease was taken.
   */
  intend(acquired: Acquired, intent: Intent): Promise<boolean>;
  /** Takes back an intent that was not sent. */
  withdraw(lease: Lease, intent: Intent): Promise<void>;
  /** Leaves an intent in doubt, which outlives the lease, and gives that back. */
  leaveInDoubt(lease: Lease, intent: Intent): Promise<void>;
  /**
   * Records how an intended write ended, forgets the intent, and gives the lease back where it is ours. Recording the same
   * change twice keeps the first outcome and counts once. `keep`: the lease is kept for what comes next.
   */
  conclude(acquired: Acquired, intent: Intent, outcome: Outcome, marks: Marks, keep?: 'keep'): Promise<void>;
  /**
   * Records that a write did not work out and puts the intent that undoes it in its place, under the same lease; false when
   * that is no longer ours.
   */
  rollBack(acquired: Acquired, failed: Intent, outcome: Outcome, marks: Marks, back: Intent): Promise<boolean>;
  /** Gives the lease back if it is still ours. */
  release(lease: Lease): Promise<void>;

  /** Places a hold, in place of any other. */
  hold(fileSystemId: FileSystemId, id: Subject, hold: Hold): Promise<void>;
  /** Ends a hold placed no later than `at`, which becomes its `releasedAt`; false, and nothing done, when a later one stands. */
  releaseHold(fileSystemId: FileSystemId, id: Subject, at: number): Promise<boolean>;

  /** Counts a change within the clock hour of `at`; false when `limit` others were counted. Counting the same change again is free. */
  spend(changeId: string, at: number, limit: number): Promise<boolean>;
  /** Takes back what was counted of a change that AWS never took. */
  giveBack(changeId: string, at: number): Promise<void>;
  /** The gate now. */
  gate(): Promise<Gate>;
  /** Says that a policy is tried that no sweep has measured, and counts a change under it; counting the same one again is free. @param known the gate as it was read, which spares a call. */
  tryOut(trial: Trial, known: Gate): Promise<Tried>;
  /** Closes the gate; one that is closed already keeps its first reason. */
  closeGate(reason: string, at: number): Promise<void>;
  /** Says that a policy is measured, and opens the gate; false, and nothing done, when it was closed later than `closedBy`. */
  openGate(policyVersion: string, closedBy: number): Promise<boolean>;

  /** Pauses everything, in place of any earlier pause. */
  pause(pause: Pause): Promise<void>;
  /** Ends a pause ordered no later than `at`; false, and nothing done, when a later one stands. A gate that is closed stays so. */
  resume(at: number): Promise<boolean>;

  /** Takes the lease on surveys of the region for so many milliseconds; undefined while another survey is under way. */
  beginSurvey(forMs: number): Promise<SurveyLease | undefined>;
  /** Ends a survey: when it began, or undefined when it failed, and where it got to when it could not read everything. */
  endSurvey(lease: SurveyLease, began: number | undefined, reached: FileSystemId | undefined): Promise<void>;
}
