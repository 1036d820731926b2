import type { Hold } from '../../core/brakes/brakes.ts';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import type { GoodRecord } from '../../core/nfs/known-good.ts';
import type { History, Intent, Outcome } from './record/change.ts';
import type { DayCounts, DayOnRecord } from './record/day.ts';
import type { Acquired, FileSystemRecord, Lease, Marks, Subject } from './record/file-system.ts';
import type { Gate, Pause, Trial, Tried } from './record/gate.ts';
import type { KeptOrder, OrderHistory, OrderRecord } from './record/order.ts';

/** What the ledger answers to one question about several file systems. */
export interface Standings {
  readonly gate: Gate;
  /** Of a file system that was asked about. Throws `TerminalError` when its item cannot be understood. */
  record(id: FileSystemId): FileSystemRecord;
}

/** A survey of the region that may begin. */
export interface SurveyLease {
  readonly owner: string;
  /** When the last survey that ended had begun, in epoch milliseconds. */
  readonly lastBegan?: number;
  /** Where the last survey got to, when it could not read everything. */
  readonly reached?: FileSystemId;
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
  /** Keeps an order of a person for as long as changes are kept, counted from the end of what it orders: of one invocation, however often it is tried, the first only. */
  keepOrder(order: OrderRecord): Promise<KeptOrder>;
  /** The orders given in a span of time (epoch milliseconds), the newest at most so many; only those about one of some ids, where any is given. */
  orders(from: number, to: number, atMost: number, about?: readonly string[]): Promise<OrderHistory>;
  /** Keeps what a finished sweep found that began at a time (epoch milliseconds) on the day of that time, with how many changes AWS took in its hours. */
  keepDay(counts: DayCounts, at: number): Promise<void>;
  /** The days on record that a span of time (epoch milliseconds) touches, ascending. */
  days(from: number, to: number): Promise<readonly DayOnRecord[]>;
  /** Keeps the text behind a policy version, whole. */
  keepPolicy(version: string, text: string): Promise<void>;
  /** File systems with a write that has no outcome. Lags by a moment. */
  unfinished(): Promise<readonly FileSystemId[]>;
  /** The file system of a mount target that was changed once. */
  fileSystemOf(id: MountTargetId): Promise<FileSystemId | undefined>;

  /** What is on record of the compliant sets of a file system, or of all of the place, by one read or two. */
  knownGood(id: FileSystemId | 'all'): Promise<KnownGood>;
  /**
   * Records what a finished sweep saw that began at `sweptAt` (epoch milliseconds): all that is on record from now on, and the
   * file systems for which that is not what was on record before.
   */
  keepGood(
    all: ReadonlyMap<FileSystemId, ReadonlyMap<MountTargetId, GoodRecord>>,
    changed: ReadonlySet<FileSystemId>,
    sweptAt: number,
  ): Promise<void>;

  /** Takes the lease unless another owner holds one that has not expired; undefined when held elsewhere. */
  acquire(id: FileSystemId): Promise<Acquired | undefined>;
  /**
   * Records what is about to be written, where its mount target belongs, and the `text` of its policy. False, and no intent on
   * record, when the lease is no longer ours, another write has no outcome, or a hold was placed or released since the lease
   * was taken. @param text left out where it is kept already.
   */
  intend(acquired: Acquired, intent: Intent, text?: string): Promise<boolean>;
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
  /** How many changes were counted within the clock hour of `at`. */
  spent(at: number): Promise<number>;
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

  /** Pauses everything, in place of a pause that ends before this one; false, and nothing done, when one stands that does not. */
  pause(pause: Pause): Promise<boolean>;
  /** Ends a pause ordered no later than `at`; false, and nothing done, when a later one stands. A gate that is closed stays so. */
  resume(at: number): Promise<boolean>;

  /** Takes the lease on surveys of the region for so many milliseconds; undefined while another survey is under way. */
  beginSurvey(forMs: number): Promise<SurveyLease | undefined>;
  /** Ends a survey: when it began, or undefined when it failed, and where it got to when it could not read everything. */
  endSurvey(lease: SurveyLease, began: number | undefined, reached: FileSystemId | undefined): Promise<void>;
}
