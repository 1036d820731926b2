import type { NamedGroup, PlanRow } from '../plan/plan-report.ts';

/** A policy of a simulation. */
export interface SimulatedPolicy {
  readonly uri: string;
  readonly version: string;
  readonly mode: 'audit' | 'enforce';
}

/** One mount target that another policy would treat in another way. */
export interface Shift {
  readonly fileSystem: PlanRow['fileSystem'];
  readonly mountTarget: PlanRow['mountTarget'];
  readonly from: { readonly status: PlanRow['status']; readonly rule: string | null };
  readonly to: { readonly status: PlanRow['status']; readonly rule: string | null };
  readonly reasons: PlanRow['reasons'];
  readonly add: readonly NamedGroup[];
  readonly remove: readonly NamedGroup[];
  /** The new policy would open it to the world, or leave it so; the old one would not. */
  readonly newlyOpen: boolean;
  /** By the new policy clients would lose access, be that refused or not; by the old one they would not. */
  readonly newlyCutOff: boolean;
}

/** What a change of the policy means for an account and Region, or for a snapshot of one. */
export interface Simulation {
  readonly version: 1;
  readonly mountguard: string;
  readonly account: string;
  readonly region: string;
  /** When the account was read, in ISO 8601. */
  readonly at: string;
  readonly snapshot: string | null;
  readonly old: SimulatedPolicy;
  readonly new: SimulatedPolicy;
  readonly summary: {
    readonly mountTargets: number;
    /** Whose status, rule or change differs. */
    readonly shifted: number;
    /** What the new policy would write. */
    readonly toChange: number;
    /** How many one sweep may change. */
    readonly allowed: number;
    readonly refused: number;
    readonly newlyOpen: number;
    readonly newlyCutOff: number;
    /** Governed by a rule before, and by none now. */
    readonly noLongerGoverned: number;
  };
  /** What `--fail-on` found, in a clause each. */
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
  readonly results: readonly Shift[];
}
