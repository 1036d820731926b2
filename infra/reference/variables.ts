import { publishConfig, remediateConfig, sweepConfig, type VariableName } from '../../functions/runtime/config.ts';
import { code, table } from './table.ts';

/** What each variable of the functions means; links begin in infra/. */
const meanings: Readonly<Record<VariableName, string>> = {
  POLICY_URI:
    '`file:policy.yaml` (a path that is not absolute begins beside the bundle, not in the current directory), `ssm:/name`, `appconfig:application/environment/profile`',
  LEDGER_TABLE: 'the DynamoDB table that records changes; keys `pk`+`sk`',
  IDEMPOTENCY_TABLE: 'the DynamoDB table of Powertools Idempotency; key `id`',
  QUEUE_URL: 'the work queue',
  REGION_QUEUE_URL: 'the queue that asks for sweeps. Without it, remediate answers events about groups with `handedOn`',
  ORGANIZATION_ID:
    'the organisation that this deployment is the hub of, as in `o-ab12cd34ef`. Without it, one account and Region are looked after',
  EXTERNAL_ID:
    'the external id that the member roles `mountguard-read` and `mountguard-write` ask for; needed beside `ORGANIZATION_ID`',
  SECURITY_HUB:
    'of the sweep, beside `ORGANIZATION_ID`: `on` tells Security Hub of each account and Region what is not as the policy says',
  SWEEP_OVERDUE_HOURS: "of the tasks of an organization's run: after how many hours without a sweep a place is overdue",
  STACK_NAME: 'the stack whose policy and record the report has',
  REPORT_BUCKET: 'the bucket that reports are put into',
  WORK_UNDELIVERED_URL: 'the dead-letter queue of the work queue, for the order `redrive`',
  EVENTS_UNDELIVERED_URL: 'the dead-letter queue of the rules that feed the work queue, for the order `redrive`',
  REGION_WORK_UNDELIVERED_URL: 'the dead-letter queue of the region queue, for the order `redrive`',
  REGION_EVENTS_UNDELIVERED_URL:
    'the dead-letter queue of the rules that feed the region queue, for the order `redrive`',
  NOTICES: '`true`: the answer of a scheduled sweep is a [notice](../events/notices/README.md) in place of its results',
  OWN_ROLE_ARN: 'the role of remediate: its changes are ignored, and its account is the one that is looked after',
  AWS_REGION: 'the Region that is looked after; Lambda sets it',
  DRY_RUN:
    '`true`: write nothing, whatever the policy says. Every look is a dry run; a sweep queues nothing and leaves the gate. The template sets it while `Writes` is off',
  PAUSED: '`true`: write nothing, now and until a plan is confirmed',
  KMS_KEY_ARN: 'the KMS key that was given to the deployment: `{"describe": true}` checks its policy',
  ALARM_TOPIC_ARN: 'the SNS topic that was given to the deployment: `{"describe": true}` checks its policy',
  ALARM_ARN: 'an alarm of the deployment, in whose name the policies of key and topic are checked',
  RULE_ARN: 'an event rule of the deployment, in whose name the policy of the key is checked',
  AWS_LAMBDA_LOG_GROUP_NAME: 'the log group in whose name the policy of the key is checked; Lambda sets it',
  CHANGE_RETENTION_DAYS: 'days that the record of a change is kept; 400 when it is not set',
};

/** Which variables a function cannot do without: those that its own error names. */
const neededBy = (config: (env: Readonly<Record<string, string>>) => unknown): string => {
  try {
    config({});
  } catch (error) {
    return String(error);
  }
  throw new Error('a function that needs no variable has no row here');
};

/** The environment variables of the functions. */
export const variablesTable = (): string => {
  const needs = Object.entries({
    remediate: neededBy(remediateConfig),
    sweep: neededBy(sweepConfig),
    publish: neededBy(publishConfig),
  });
  const rows = Object.entries(meanings).map(([name, meaning]) => {
    const by = needs.flatMap(([fn, error]) => (error.includes(`${name} is not set`) ? [fn] : []));
    return [code(name), by.join(', '), meaning];
  });
  return table(['variable', 'needed by', 'meaning'], rows);
};
