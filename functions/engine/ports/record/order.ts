import type { Signed } from '../../../core/model/request.ts';

/** An order of a person, as the ledger keeps it; nothing overwrites it. */
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

/** What came of keeping an order. */
export interface KeptOrder {
  /** The order on record: of an invocation that is tried again, as it was given first. */
  readonly order: OrderRecord;
  /** Whether it was not on record before. */
  readonly isNew: boolean;
}

/** Orders of persons, the newest first. */
export interface OrderHistory {
  readonly orders: readonly OrderRecord[];
  /** Those given before this time (epoch milliseconds) are not all here; absent when they are. */
  readonly olderThan?: number;
  /** What is wrong with those of them that cannot be read, in a sentence each; absent when all can. */
  readonly unreadable?: readonly string[];
}
