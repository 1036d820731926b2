import { TerminalError } from '../core/model/errors.ts';
import type { DeadLetterQueue } from '../core/model/request.ts';

const role = /^arn:([^:]+):iam::(\d{12}):role\/.+$/;
const arn = /^arn:[^:]+:[^:]+:[^:]+:\d{12}:.+$/;
const url = /^https?:\/\/./;
const flag = { shape: /^(true|false)$/, what: 'true or false' };

/** Every variable: what it is, and the shape that it must have. */
const variables = {
  POLICY_URI: {
    shape: /^(file:.+|ssm:.+|appconfig:[^/]+\/[^/]+\/[^/]+)$/,
    what: 'file:PATH, ssm:NAME or appconfig:APPLICATION/ENVIRONMENT/PROFILE',
  },
  DRY_RUN: flag,
  PAUSED: flag,
  CHANGE_RETENTION_DAYS: { shape: /^[1-9]\d{0,3}$/, what: 'how many days the record of a change is kept' },
  AWS_REGION: { shape: /./, what: 'the Region that is looked after, as Lambda does' },
  OWN_ROLE_ARN: { shape: role, what: "the ARN of the function's role" },
  LEDGER_TABLE: { shape: /./, what: 'the name of the DynamoDB table that records changes' },
  IDEMPOTENCY_TABLE: { shape: /./, what: 'the name of the DynamoDB table of Powertools Idempotency' },
  QUEUE_URL: { shape: url, what: 'the URL of the SQS queue that feeds remediate' },
  WORK_UNDELIVERED_URL: { shape: url, what: 'the URL of the queue of work that was given up' },
  EVENTS_UNDELIVERED_URL: { shape: url, what: 'the URL of the queue of events that the work queue did not take' },
  REGION_WORK_UNDELIVERED_URL: {
    shape: url,
    what: 'the URL of the queue of questions to the sweep that were given up',
  },
  REGION_EVENTS_UNDELIVERED_URL: {
    shape: url,
    what: 'the URL of the queue of events that the region queue did not take',
  },
  REGION_QUEUE_URL: { shape: url, what: 'the URL of the SQS queue that asks for sweeps' },
  NOTICES: flag,
  KMS_KEY_ARN: { shape: arn, what: 'the ARN of the KMS key of the deployment' },
  ALARM_TOPIC_ARN: { shape: arn, what: 'the ARN of the SNS topic that alarms are sent to' },
  ALARM_ARN: { shape: arn, what: 'the ARN of an alarm of the deployment' },
  RULE_ARN: { shape: arn, what: 'the ARN of an event rule of the deployment' },
  AWS_LAMBDA_LOG_GROUP_NAME: { shape: /./, what: "the name of the function's log group, as Lambda does" },
  ORGANIZATION_ID: { shape: /^o-[a-z0-9]{10,32}$/, what: 'an id such as o-ab12cd34ef' },
  EXTERNAL_ID: { shape: /^[\w+=,.@:/-]{2,1224}$/, what: 'the external id that the member roles ask for' },
  SECURITY_HUB: { shape: /^(on|off)$/, what: 'on or off' },
  STACK_NAME: { shape: /./, what: 'the name of the stack' },
  REPORT_BUCKET: { shape: /./, what: 'the name of the bucket that reports are put into' },
  SWEEP_OVERDUE_HOURS: { shape: /^[1-9]\d{0,2}$/, what: 'after how many hours without a sweep a place is overdue' },
};

/** The name of a variable that the functions read. */
export type VariableName = keyof typeof variables;
type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that are set; an empty one is not. Throws one `TerminalError` that names each at fault, its value and the remedy. */
const read = <Required extends VariableName>(
  env: Environment,
  always: readonly Required[],
): Readonly<Record<Required, string>> & Readonly<Partial<Record<VariableName, string>>> => {
  const required: readonly VariableName[] = env['ORGANIZATION_ID'] ? [...always, 'EXTERNAL_ID'] : always;
  const faults = Object.entries(variables).flatMap(([name, { shape, what }]) => {
    const value = env[name];
    if (!value) return required.some((one) => one === name) ? [`${name} is not set: give it ${what}`] : [];
    return shape.test(value) ? [] : [`${name} is "${value}": expected ${what}`];
  });
  if (faults.length > 0) throw new TerminalError(`bad environment: ${faults.join('; ')}`, { code: 'bad-environment' });
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value)) as Record<VariableName, string>;
};

const always = ['AWS_REGION', 'OWN_ROLE_ARN', 'LEDGER_TABLE'] as const;

/** What both functions read from their environment. */
export type SharedConfig = ReturnType<typeof shared>;

const shared = (env: ReturnType<typeof read<(typeof always)[number]>>) => {
  const [, partition = '', account = ''] = role.exec(env.OWN_ROLE_ARN) ?? [];
  return {
    policyUri: env.POLICY_URI ?? 'file:policy.yaml',
    /** Nothing is written, whatever the policy says; nor may it be, where the stack parameter Writes is off. */
    dryRun: env.DRY_RUN === 'true',
    /** Nothing is written until this is gone and a plan is confirmed. */
    paused: env.PAUSED === 'true',
    ledgerTable: env.LEDGER_TABLE,
    retentionDays: Number(env.CHANGE_RETENTION_DAYS ?? 400),
    /** The function's own role: its changes are not looked at again, and its account is the one that is looked after. */
    ownRoleArn: env.OWN_ROLE_ARN,
    place: { account, region: env.AWS_REGION },
    /** `aws`, `aws-cn` and the like. */
    partition,
    /** What looks after many places needs beside; absent where this account and Region are the only one. */
    organization:
      env.ORGANIZATION_ID === undefined
        ? undefined
        : {
            id: env.ORGANIZATION_ID,
            externalId: env.EXTERNAL_ID ?? '',
            securityHub: env.SECURITY_HUB === 'on',
          },
    /** The queue that asks for sweeps; absent where nothing sweeps before its schedule. */
    regionQueueUrl: env.REGION_QUEUE_URL,
  };
};

/** Reads the environment of `remediate`; without `queueUrl` it is only invoked directly. Throws as `read` does. */
export const remediateConfig = (env: Environment) => {
  const set = read(env, [...always, 'IDEMPOTENCY_TABLE']);
  /** Dead-letter queues, each with the queue that its messages came from. */
  const deadLetters: Readonly<Record<DeadLetterQueue, readonly [from: string | undefined, to: string | undefined]>> = {
    WorkUndelivered: [set.WORK_UNDELIVERED_URL, set.QUEUE_URL],
    EventsUndelivered: [set.EVENTS_UNDELIVERED_URL, set.QUEUE_URL],
    RegionWorkUndelivered: [set.REGION_WORK_UNDELIVERED_URL, set.REGION_QUEUE_URL],
    RegionEventsUndelivered: [set.REGION_EVENTS_UNDELIVERED_URL, set.REGION_QUEUE_URL],
  };
  return { ...shared(set), idempotencyTable: set.IDEMPOTENCY_TABLE, queueUrl: set.QUEUE_URL, deadLetters };
};

/** Reads the environment of `sweep`. Throws as `read` does. */
export const sweepConfig = (env: Environment) => {
  const set = read(env, [...always, 'QUEUE_URL']);
  /** `notices`: the answers of scheduled sweeps go to people. */
  const ofAll = shared(set);
  const { account, region } = ofAll.place;
  /** What was given to the deployment, and who of it asks that. */
  const landingZone = {
    place: ofAll.place,
    keyArn: set.KMS_KEY_ARN,
    topicArn: set.ALARM_TOPIC_ARN,
    alarmArn: set.ALARM_ARN ?? '',
    ruleArn: set.RULE_ARN ?? '',
    logGroupArn: `arn:${ofAll.partition}:logs:${region}:${account}:log-group:${set.AWS_LAMBDA_LOG_GROUP_NAME ?? ''}`,
  };
  return { ...ofAll, queueUrl: set.QUEUE_URL, notices: set.NOTICES === 'true', landingZone };
};

/** Reads the environment of `organization`. Throws as `read` does. */
export const organizationConfig = (env: Environment) => {
  const set = read(env, ['AWS_REGION', 'LEDGER_TABLE', 'SWEEP_OVERDUE_HOURS']);
  return {
    policyUri: set.POLICY_URI ?? 'file:policy.yaml',
    ledgerTable: set.LEDGER_TABLE,
    overdueHours: Number(set.SWEEP_OVERDUE_HOURS),
  };
};

/** Reads the environment of `publish`. Throws as `read` does. */
export const publishConfig = (env: Environment) => {
  const set = read(env, ['AWS_REGION', 'STACK_NAME', 'REPORT_BUCKET']);
  return { region: set.AWS_REGION, stack: set.STACK_NAME, bucket: set.REPORT_BUCKET };
};
