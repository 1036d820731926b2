import type { Reason } from '../../core/model/reason.ts';
import type { RowStatus } from './status.ts';

/** A security group as a person knows it; the name is null where AWS does not show the group. */
export interface NamedGroup {
  readonly id: string;
  readonly name: string | null;
}

/** Who brought about what was found, by CloudTrail. */
export interface CausedBy {
  readonly kind: string;
  readonly arn: string;
  readonly tool: string | null;
  /** ISO 8601. */
  readonly at: string;
  readonly eventName: string;
  readonly eventId: string;
}

/** One mount target, as a plan has it. */
export interface PlanRow {
  readonly fileSystem: {
    readonly id: string | null;
    readonly name: string | null;
    readonly tags: Readonly<Record<string, string>>;
  };
  readonly mountTarget: {
    readonly id: string | null;
    readonly zone: string | null;
    readonly ip: string | null;
    readonly vpc: string | null;
  };
  readonly status: RowStatus;
  /** `audit`: the drift is reported, and would not be put right. Null where no rule governs. */
  readonly mode: 'audit' | 'enforce' | null;
  readonly reasons: readonly Reason[];
  readonly warnings: readonly Reason[];
  readonly rule: { readonly name: string; readonly line: number | null; readonly match: string } | null;
  readonly attached: readonly NamedGroup[];
  /** The set that the rule asks for; null where that cannot be told. */
  readonly desired: readonly NamedGroup[] | null;
  readonly add: readonly NamedGroup[];
  readonly remove: readonly NamedGroup[];
  readonly keep: readonly NamedGroup[];
  /** Since when it is known not to be as its rule says, in ISO 8601; null where nothing is on record. */
  readonly since: string | null;
  /** Null: not looked up. `not-found`: CloudTrail has no call of the last 90 days that attached these groups. */
  readonly causedBy: CausedBy | 'not-found' | null;
  /** Where no rule governs it: which comes nearest, and what of that does not hold. Null where there is none. */
  readonly nearest: string | null;
  readonly explanation: string;
}

/** How many of the mount targets that were asked for there are of each kind. */
export type PlanSummary = Readonly<Record<RowStatus, number>> & {
  readonly mountTargets: number;
  readonly fileSystems: number;
  readonly openToWorld: number;
};

/** What a plan is about, which is known before anything is read. */
export interface PlanHead {
  readonly version: 1;
  /** The version of the program. */
  readonly mountguard: string;
  readonly account: string;
  readonly region: string;
  /** ARN. */
  readonly caller: string;
  /** When it was made, in ISO 8601. */
  readonly at: string;
  readonly policy: {
    readonly uri: string;
    readonly version: string;
    readonly mode: 'audit' | 'enforce';
    readonly rules: number;
    /** Why it is this one, where a person may expect another. */
    readonly why: string | null;
  };
  /** The deployment that is used, or why none is. */
  readonly stack: { readonly name: string } | { readonly none: string };
}

/** What a sweep would do in one account and Region. */
export interface PlanReport extends PlanHead {
  /** Stands for what would be written: what `apply` takes. Null where only a part was asked for. */
  readonly fingerprint: string | null;
  /** Whether every mount target that was asked for could be read. */
  readonly complete: boolean;
  /** Changes that would be written, and how many one sweep may make. */
  readonly budget: { readonly changes: number; readonly allowed: number };
  /** Why nothing may be written at the moment; empty where something may. */
  readonly stopped: readonly Reason[];
  /** When the last sweep began, in ISO 8601. */
  readonly lastSweep: string | null;
  readonly calls: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly summary: PlanSummary;
  readonly warnings: readonly string[];
  /** What was asked for; unless all was, without what is compliant and has no warning. */
  readonly results: readonly PlanRow[];
}
