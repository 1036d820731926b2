import type { Place } from '../core/model/place.ts';
import { type Environment, environment } from './environment.ts';

/** What both functions read from their environment. */
interface SharedConfig {
  readonly policyUri: string;
  /** Nothing is written, whatever the policy says: `DRY_RUN=true`. */
  readonly dryRun: boolean;
  /** Nothing is written until this is gone and a plan is confirmed: `PAUSED=true`. */
  readonly paused: boolean;
  readonly ledgerTable: string;
  /** The function's own role: its changes are not looked at again, and its account is the one that is looked after. */
  readonly ownRoleArn: string;
  readonly place: Place;
  /** The queue that asks for sweeps; absent where nothing sweeps before its schedule. */
  readonly regionQueueUrl?: string;
}

/** The environment of `remediate`. */
export interface RemediateConfig extends SharedConfig {
  readonly idempotencyTable: string;
  /** The queue that the function is fed from; absent where it is only invoked directly. */
  readonly queueUrl?: string;
}

/** The environment of `sweep`. */
export interface SweepConfig extends SharedConfig {
  readonly queueUrl: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const policyUriShape = /^(file:.+|ssm:.+|appconfig:[^/]+\/[^/]+\/[^/]+)$/;
const urlShape = /^https?:\/\/./;
const roleShape = /^arn:[^:]+:iam::(\d{12}):role\/.+$/;

const shared = (env: Environment): SharedConfig => {
  const role = "the ARN of the function's role";
  const ownRoleArn = env.required('OWN_ROLE_ARN', role);
  env.optional('OWN_ROLE_ARN', roleShape, role);
  const account = roleShape.exec(ownRoleArn)?.[1] ?? '';
  const region = env.required('AWS_REGION', 'the Region that is looked after, as Lambda does');
  const regionQueueUrl = env.optional('REGION_QUEUE_URL', urlShape, 'the URL of the SQS queue that asks for sweeps');
  return {
    policyUri:
      env.optional('POLICY_URI', policyUriShape, 'file:PATH, ssm:NAME or appconfig:APPLICATION/ENVIRONMENT/PROFILE') ??
      'file:policy.yaml',
    dryRun: env.optional('DRY_RUN', /^(true|false)$/, 'true or false') === 'true',
    paused: env.optional('PAUSED', /^(true|false)$/, 'true or false') === 'true',
    ledgerTable: env.required('LEDGER_TABLE', 'the name of the DynamoDB table that records changes'),
    ownRoleArn,
    place: { account, region },
    ...(regionQueueUrl !== undefined && { regionQueueUrl }),
  };
};

/** Reads the environment of `remediate`. Throws one `TerminalError` that names everything wrong with it. */
export const remediateConfig = (variables: Variables): RemediateConfig => {
  const env = environment(variables);
  const queueUrl = env.optional('QUEUE_URL', urlShape, 'the URL of the SQS queue');
  const config = {
    ...shared(env),
    idempotencyTable: env.required('IDEMPOTENCY_TABLE', 'the name of the DynamoDB table of Powertools Idempotency'),
    ...(queueUrl !== undefined && { queueUrl }),
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
