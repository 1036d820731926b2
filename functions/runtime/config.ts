import { type Environment, environment } from './environment.ts';

/** What both functions read from their environment. */
interface SharedConfig {
  readonly policyUri: string;
  /** Nothing is written, whatever the policy says: `DRY_RUN=true`. */
  readonly dryRun: boolean;
  /** Nothing is written until this is gone and a plan is confirmed: `PAUSED=true`. */
  readonly paused: boolean;
  readonly ledgerTable: string;
}

/** The environment of `remediate`. */
export interface RemediateConfig extends SharedConfig {
  readonly idempotencyTable: string;
  /** The queue that the function is fed from; absent where it is only invoked directly. */
  readonly queueUrl?: string;
  /** The function's own role: its changes are not looked at again. */
  readonly ownRoleArn?: string;
}

/** The environment of `sweep`. */
export interface SweepConfig extends SharedConfig {
  readonly queueUrl: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const policyUriShape = /^(file:.+|ssm:.+|appconfig:[^/]+\/[^/]+\/[^/]+)$/;
const urlShape = /^https?:\/\/./;

const shared = (env: Environment): SharedConfig => ({
  policyUri:
    env.optional('POLICY_URI', policyUriShape, 'file:PATH, ssm:NAME or appconfig:APPLICATION/ENVIRONMENT/PROFILE') ??
    'file:policy.yaml',
  dryRun: env.optional('DRY_RUN', /^(true|false)$/, 'true or false') === 'true',
  paused: env.optional('PAUSED', /^(true|false)$/, 'true or false') === 'true',
  ledgerTable: env.required('LEDGER_TABLE', 'the name of the DynamoDB table that records changes'),
});

/** Reads the environment of `remediate`. Throws one `TerminalError` that names everything wrong with it. */
export const remediateConfig = (variables: Variables): RemediateConfig => {
  const env = environment(variables);
  const queueUrl = env.optional('QUEUE_URL', urlShape, 'the URL of the SQS queue');
  const roleShape = /^arn:[^:]+:iam::\d{12}:role\/.+$/;
  const ownRoleArn = env.optional('OWN_ROLE_ARN', roleShape, "the ARN of the function's role");
  const config = {
    ...shared(env),
    idempotencyTable: env.required('IDEMPOTENCY_TABLE', 'the name of the DynamoDB table of Powertools Idempotency'),
    ...(queueUrl !== undefined && { queueUrl }),
    ...(ownRoleArn !== undefined && { ownRoleArn }),
  };
  env.check();
  return config;
};

/** Reads the environment of `sweep`. Throws as `remediateConfig` does. */
export const sweepConfig = (variables: Variables): SweepConfig => {
  const env = environment(variables);
  const queueUrl = env.required('QUEUE_URL', 'the URL of the SQS queue that feeds remediate');
  env.optional('QUEUE_URL', urlShape, 'the URL of the SQS queue');
  const config = { ...shared(env), queueUrl };
  env.check();
  return config;
};
