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

export interface Reason {
  readonly code: ReasonCode;
  /** A clause for a person that names the thing at fault; the remedy is a part of it, or a second sentence. No full stop at the end. */
  readonly text: string;
}

/** Several reasons as one text, without a full stop at the end. */
export const sayReasons = (reasons: readonly Reason[]): string => {
  const texts = reasons.map(({ text }) => text);
  return texts.join(texts.some((text) => text.includes('. ')) ? '. Also, ' : '; ');
};
