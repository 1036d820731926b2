import { TerminalError } from '../core/errors.ts';

/** The environment, checked. */
export interface Config {
  readonly policyUri: string;
  readonly ledgerTable: string;
  readonly idempotencyTable: string;
  /** The queue that deferred messages wait in; needed only when the function is fed from one. */
  readonly queueUrl?: string;
  /** The function's own role: its changes are not looked at again. */
  readonly ownRoleArn?: string;
  /** Nothing is written, whatever the policy says: `DRY_RUN=true`. */
  readonly dryRun: boolean;
}

const policyUriShape = /^(file:.+|ssm:\/.+|appconfig:[^/]+\/[^/]+\/[^/]+)$/;

/**
 * Reads the environment. Throws one `TerminalError` that names every variable at fault, its value and the remedy.
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const faults: string[] = [];
  const required = (name: string, what: string): string => {
    const value = env[name] ?? '';
    if (value === '') faults.push(`${name} is not set: give it ${what}`);
    return value;
  };
  const shaped = (name: string, value: string | undefined, shape: RegExp, expected: string): string | undefined => {
    if (value !== undefined && value !== '' && !shape.test(value))
      faults.push(`${name} is "${value}": expected ${expected}`);
    return value === '' ? undefined : value;
  };
  const policyUri =
    shaped(
      'POLICY_URI',
      env['POLICY_URI'],
      policyUriShape,
      'file:PATH, ssm:/NAME or appconfig:APPLICATION/ENVIRONMENT/PROFILE',
    ) ?? 'file:policy.yaml';
  const ledgerTable = required('LEDGER_TABLE', 'the name of the DynamoDB table that records changes');
  const idempotencyTable = required('IDEMPOTENCY_TABLE', 'the name of the DynamoDB table of Powertools Idempotency');
  const queueUrl = shaped('QUEUE_URL', env['QUEUE_URL'], /^https?:\/\//, 'the URL of the SQS queue');
  const ownRoleArn = shaped(
    'OWN_ROLE_ARN',
    env['OWN_ROLE_ARN'],
    /^arn:[^:]+:iam::\d{12}:role\/.+$/,
    "the ARN of the function's role",
  );
  const dryRun = shaped('DRY_RUN', env['DRY_RUN'], /^(true|false)$/, 'true or false') === 'true';
  if (faults.length > 0) throw new TerminalError(`bad environment: ${faults.join('; ')}`, { code: 'bad-request' });
  return {
    policyUri,
    ledgerTable,
    idempotencyTable,
    dryRun,
    ...(queueUrl !== undefined && { queueUrl }),
    ...(ownRoleArn !== undefined && { ownRoleArn }),
  };
};
