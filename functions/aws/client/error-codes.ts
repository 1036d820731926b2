import { isThrottlingError } from '@smithy/core/retry';
import { RetryableError, TerminalError } from '../../core/model/errors.ts';
import type { ReasonCode } from '../../core/model/reason.ts';
import type { Call } from './call.ts';
import { httpStatus } from './http-status.ts';

/** What one of AWS's errors means here. */
export interface Meaning {
  readonly as: typeof RetryableError | typeof TerminalError;
  readonly code: ReasonCode;
  readonly remedy?: (call: Call, message: string) => string;
}

const throttled: Meaning = { as: RetryableError, code: 'throttled' };
const noResponse: Meaning = { as: RetryableError, code: 'no-response' };
const awsError: Meaning = { as: RetryableError, code: 'aws-error' };
const badRequest: Meaning = { as: TerminalError, code: 'bad-request' };
const notUnderstood: Meaning = { as: TerminalError, code: 'aws-error' };

/**
 * Reading or changing a mount target's groups takes the same of its interface, with the caller's rights. Where EC2 denies
 * that, EFS says only "User is not authorized to perform that action on the specified resource".
 */
const denial: Meaning['remedy'] = ({ action }, message) => {
  const [, verb] = /:(\w+)MountTargetSecurityGroups$/.exec(action) ?? [];
  if (verb && /perform that action/i.test(message))
    return `grant ec2:${verb}NetworkInterfaceAttribute to the role, which EFS needs of its caller (parameters NetworkInterfaceGrant, VpcArns); or a service control policy or permissions boundary denies it`;
  // EFS also needs EC2 permissions of its caller, SSM those of KMS: otherwise AWS's message names the one that is missing.
  return `grant ${/not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? action} to the role`;
};
const denied: Meaning = { as: TerminalError, code: 'access-denied', remedy: denial };
const credentials: Meaning = { as: TerminalError, code: 'access-denied', remedy: () => 'renew the credentials' };

const all = (names: readonly string[], meaning: Meaning) => names.map((name) => [name, meaning] as const);

/** Names of AWS's errors, from the EFS API model and the EC2 and DynamoDB references. */
const byName: ReadonlyMap<string, Meaning> = new Map([
  ['MountTargetNotFound', { as: TerminalError, code: 'mount-target-not-found' }],
  ['IncorrectMountTargetState', { as: RetryableError, code: 'lifecycle-state' }],
  ['SecurityGroupNotFound', { as: TerminalError, code: 'security-group-not-found' }],
  ['SecurityGroupLimitExceeded', { as: TerminalError, code: 'too-many-groups' }],
  ...all(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'], denied),
  ...all(
    [
      'AuthFailure',
      'CredentialsProviderError',
      'ExpiredToken',
      'ExpiredTokenException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'RequestExpired',
      'SignatureDoesNotMatch',
      'TokenProviderError',
      'UnrecognizedClientException',
    ],
    credentials,
  ),
]);

/** Says what an SDK error means: by its name, by the SDK's list of throttling codes, by its HTTP status, then by how the connection ended. */
export const meaningOf = (error: Error): Meaning => {
  const status = httpStatus(error) ?? 0;
  const named = byName.get(error.name);
  if (named) return named;
  if (isThrottlingError(error as Parameters<typeof isThrottlingError>[0])) return throttled;
  if (status >= 500) return awsError;
  if (status === 401 || status === 403) return denied;
  if (status >= 400) return badRequest;
  // Sockets, look-ups and HTTP parsing carry Node's code, also when the answer broke off after its status line.
  const lost = error.name === 'TimeoutError' || ('code' in error && /^(E(?!RR_)|HPE_)/.test(String(error.code)));
  return lost ? noResponse : notUnderstood;
};
