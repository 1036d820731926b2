/** Flows from one address to TCP 2049 of a mount target's interface, added up. */
export interface Talker {
  /** The address that the rules of security groups see. */
  readonly address: string;
  /** The addresses that the packets had where they came from, where the log has them and they are others; ascending. */
  readonly origins: readonly string[];
  readonly bytes: number;
  readonly packets: number;
  /** Aggregation intervals in which it spoke. */
  readonly intervals: number;
  /** When it last spoke, in epoch milliseconds. */
  readonly last: number;
}

/** What a flow log answers about one mount target. */
export interface FlowLogAnswer {
  /** From when to when everything is known, in epoch milliseconds; absent when the answer cannot acquit. */
  readonly covered?: { readonly from: number; readonly to: number };
  /** Why it cannot acquit, in words: a log of rejects only, a missing field, skipped data, an answer cut short. */
  readonly gaps: readonly string[];
  /** Ascending by address, as are the rejected. */
  readonly accepted: readonly Talker[];
  readonly rejected: readonly Talker[];
}

/**
 * How long a flow log lags behind, in ms: it aggregates for up to 10 minutes and takes about 5 more to reach CloudWatch Logs,
 * best effort (VPC user guide, "Flow log records"). A new flow log takes several minutes to begin, which this covers too.
 */
export const LAG = 15 * 60_000;
