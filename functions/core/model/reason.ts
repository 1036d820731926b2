import type { SecurityGroupId } from './ids.ts';
import type { Origin } from './ingress.ts';

/** Why a mount target was not (or not yet) put right. A closed set: log queries and alarms depend on it. */
export const reasonCodes = [
  'access-denied',
  'ambiguous-group',
  'aws-error',
  'bad-environment',
  'bad-request',
  'changed-meanwhile',
  'clients-refused',
  'clock-skew',
  'empty-set',
  'flapping',
  'forbidden-group',
  'group-not-in-vpc',
  'held',
  'internal-error',
  'interrupted',
  'lease-held',
  'lease-lost',
  'lifecycle-state',
  'mount-target-not-found',
  'nfs-cut-off',
  'nfs-open-to-world',
  'no-matching-group',
  'no-response',
  'no-such-change',
  'not-enforced-here',
  'not-queued',
  'not-verified',
  'out-of-time',
  'over-budget',
  'paused',
  'policy-invalid',
  'policy-unreadable',
  'reverted',
  'security-group-not-found',
  'stage-halted',
  'throttled',
  'too-many-groups',
  'unconfirmed',
  'unknown-place',
  'unknown-zone',
  'unmeasured',
  'unresolved-tag',
] as const;

/** One of `reasonCodes`. */
export type ReasonCode = (typeof reasonCodes)[number];

/** Who loses access by a change. */
export interface Loss {
  /** Everyone, and what each had access by. */
  readonly who: string;
  /** The same without what they had access by. */
  readonly names: string;
  /** The groups whose members they are, ascending; where none is named, they had access by blocks. */
  readonly groups: readonly SecurityGroupId[];
}

/** Why a mount target is not put right, or what is dangerous about it. No text has a full stop at the end. */
export interface Reason {
  readonly code: ReasonCode;
  /** A clause for a person that names the thing at fault. */
  readonly text: string;
  /** How that is known, or why it counts. */
  readonly because?: string;
  /** The field of the policy that decides whether it counts. */
  readonly setting?: string;
  /** What to do about it, in a sentence. */
  readonly remedy?: string;
  readonly loss?: Loss;
  /** Where the groups that are attached are open to the world: by these inbound rules. */
  readonly openBy?: readonly Origin[];
}

/** A reason without its remedy. */
export const sayCause = ({ text, because, setting }: Reason): string =>
  `${text}${because === undefined ? '' : `: ${because}`}${setting === undefined ? '' : ` (${setting})`}`;

/** A reason and its remedy. */
export const sayReason = (reason: Reason): string =>
  reason.remedy === undefined ? sayCause(reason) : `${sayCause(reason)}. ${reason.remedy}`;

/** Several reasons as one text. */
export const sayReasons = (reasons: readonly Reason[]): string =>
  reasons.map(sayReason).join(reasons.some(({ remedy }) => remedy !== undefined) ? '. Also, ' : '; ');
