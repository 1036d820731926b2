/** Why a mount target was not (or not yet) put right. A closed set: log queries and alarms depend on it. */
export type ReasonCode =
  | 'access-denied'
  | 'aws-error'
  | 'bad-environment'
  | 'bad-request'
  | 'empty-set'
  | 'group-not-in-vpc'
  | 'internal-error'
  | 'interrupted'
  | 'lease-held'
  | 'lease-lost'
  | 'lifecycle-state'
  | 'mount-target-not-found'
  | 'no-matching-group'
  | 'no-response'
  | 'not-verified'
  | 'not-queued'
  | 'over-budget'
  | 'policy-invalid'
  | 'policy-unreadable'
  | 'security-group-not-found'
  | 'throttled'
  | 'too-many-groups'
  | 'unresolved-tag';

export interface Reason {
  readonly code: ReasonCode;
  /** One clause for a person, naming the thing at fault and, where there is one, the remedy. */
  readonly text: string;
}
