import type { Policy } from '../../core/model/policy.ts';

/** A policy, and where it stands. */
export interface PolicyRead {
  /** As a person names it: a path, or a URI. */
  readonly uri: string;
  readonly policy: Policy;
  readonly text: string;
  /** The line of each rule, by its name. */
  readonly lines: ReadonlyMap<string, number>;
}

/** The policy of a plan, and why it is this one where a person may expect another; null where the URI says it. */
export interface PolicyChosen extends PolicyRead {
  readonly why: string | null;
}
