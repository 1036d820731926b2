import type { Signed } from '../../../core/model/request.ts';

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
  /** How many changes were tried since then. */
  readonly trial?: number;
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
