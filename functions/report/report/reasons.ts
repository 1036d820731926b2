import type { ReasonCode } from '../../core/model/reason.ts';

/** What each reason means, in a few words. Its runbook says more. */
const titles: Readonly<Record<ReasonCode, string>> = {
  'access-denied': 'AWS denies the call',
  'ambiguous-group': 'More than one group has the name',
  'aws-error': 'AWS answered with an error',
  'bad-environment': 'The deployment is set up wrongly',
  'bad-request': 'The request cannot be understood',
  'changed-meanwhile': 'It changed while it was being fixed',
  'clients-refused': 'Clients were shut out by a change',
  'clock-skew': 'The clock is wrong',
  'empty-set': 'The rule would leave no group at all',
  flapping: 'Two controllers undo each other',
  'forbidden-group': 'A group that must not be attached is asked for',
  'group-not-in-vpc': 'A group belongs to another VPC',
  held: 'Held',
  'internal-error': 'mountguard failed',
  interrupted: 'A change has no known outcome yet',
  'lease-held': 'Another change of the file system is under way',
  'lease-lost': 'A change took too long',
  'lifecycle-state': 'The mount target is not available',
  'mount-target-not-found': 'There is no such mount target',
  'nfs-cut-off': 'A fix would take NFS from clients',
  'nfs-open-to-world': 'NFS is open to the world',
  'no-matching-group': 'No group matches the rule',
  'no-response': 'AWS did not answer',
  'no-such-change': 'There is no such change',
  'not-enforced-here': 'The account lets mountguard read only',
  'not-queued': 'The fix could not be queued',
  'not-verified': 'A change was not seen when it was read back',
  'out-of-time': 'There was no time left to read it',
  'over-budget': 'More would change than one sweep may',
  paused: 'Everything is paused',
  'policy-invalid': 'The policy has faults',
  'policy-unreadable': 'The policy cannot be read',
  reverted: 'Held after it was reverted',
  'security-group-not-found': 'A group does not exist',
  'stage-halted': 'An earlier change of the file system is not confirmed',
  throttled: 'AWS slows calls down',
  'too-many-groups': 'The rule asks for more groups than fit',
  unconfirmed: 'A plan waits for a confirmation',
  'unknown-place': 'The account or Region is not known',
  'unknown-zone': 'The availability zone is not known',
  unmeasured: 'No sweep has measured this policy yet',
  'unresolved-tag': 'The file system lacks a tag that the rule uses',
};

/** What a code means; of a newer release's record it may be one that is not known here. */
export const reasonTitle = (code: string): string => (Object.hasOwn(titles, code) ? titles[code as ReasonCode] : code);

/** Where the runbook of a code is. */
export const runbookOf = (code: string): string => `infra/runbooks/${code}.md`;
