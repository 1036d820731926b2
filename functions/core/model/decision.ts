import { without } from './group-set.ts';
import type { SecurityGroupId } from './ids.ts';
import type { Exemption, Mode } from './policy.ts';
import type { Reason } from './reason.ts';

type Reasons = readonly [Reason, ...Reason[]];
type Groups = readonly SecurityGroupId[];

/** What to do about one mount target. Exactly one status; group lists are sorted and without repetition. */
export type Decision =
  | { readonly status: 'compliant'; readonly rule: string }
  | {
      readonly status: 'drifted';
      readonly rule: string;
      readonly mode: Mode;
      readonly add: Groups;
      readonly remove: Groups;
      readonly keep: Groups;
      /** The whole set to be written: never empty, never above the limit, only groups usable in the VPC. */
      readonly after: Groups;
    }
  | { readonly status: 'unmanaged' }
  | { readonly status: 'exempt'; readonly exemption: Exemption }
  | { readonly status: 'refused'; readonly rule: string; readonly reasons: Reasons }
  | { readonly status: 'deferred'; readonly rule: string; readonly reasons: Reasons }
  | { readonly status: 'gone' };

/** Drift, decided. */
export type Drift = Extract<Decision, { status: 'drifted' }>;

/** The drift that calls for a change from one canonical set to another. */
export const driftFrom = (attached: Groups, after: Groups, rule: string, mode: Mode): Drift => {
  const remove = without(attached, after);
  return {
    status: 'drifted',
    rule,
    mode,
    add: without(after, attached),
    remove,
    keep: without(attached, remove),
    after,
  };
};

/** The refusal of what a rule wants, for every reason; undefined when there is none. */
export const refusal = (rule: string, [first, ...rest]: readonly Reason[]): Decision | undefined =>
  first && { status: 'refused', rule, reasons: [first, ...rest] };
