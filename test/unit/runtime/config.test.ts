import { describe, expect, it } from 'vitest';
import { remediateConfig, sweepConfig } from '../../../functions/runtime/config.ts';

const OWN_ROLE_ARN = 'arn:aws-cn:iam::111122223333:role/path/mountguard';
const place = { OWN_ROLE_ARN, AWS_REGION: 'cn-north-1' };
const tables = { LEDGER_TABLE: 'ledger', IDEMPOTENCY_TABLE: 'idempotency' };
const needed = { ...place, ...tables };
const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/work';
const ownPlace = {
  ownRoleArn: OWN_ROLE_ARN,
  partition: 'aws-cn',
  place: { account: '111122223333', region: 'cn-north-1' },
};

describe('the environment of remediate', () => {
  it('needs only the tables, the role and the Region', () => {
    const none = [undefined, undefined];
    expect(remediateConfig(needed)).toEqual({
      deadLetters: {
        ...{ WorkUndelivered: none, EventsUndelivered: none },
        ...{ RegionWorkUndelivered: none, RegionEventsUndelivered: none },
      },
      ...ownPlace,
      ...{ policyUri: 'file:policy.yaml', dryRun: false, paused: false },
      ...{ ledgerTable: 'ledger', idempotencyTable: 'idempotency', retentionDays: 400 },
    });
  });

  it('may say everything', () => {
    const env = {
      ...needed,
      POLICY_URI: 'ssm:/mountguard/policy',
      DRY_RUN: 'true',
      PAUSED: 'true',
      CHANGE_RETENTION_DAYS: '90',
      QUEUE_URL,
      REGION_QUEUE_URL: `${QUEUE_URL}-of-region`,
    };
    expect(remediateConfig(env)).toMatchObject({
      ...{ policyUri: 'ssm:/mountguard/policy', dryRun: true, paused: true },
      ...{ queueUrl: QUEUE_URL, regionQueueUrl: `${QUEUE_URL}-of-region`, retentionDays: 90 },
    });
  });

  it.each(['file:../policy.yaml', 'file:/etc/policy.yaml', 'ssm:/p', 'appconfig:app/prod/profile'])(
    'may have the policy at %s',
    (uri) => {
      expect(remediateConfig({ ...needed, POLICY_URI: uri }).policyUri).toBe(uri);
    },
  );

  it('takes an empty variable for one that is not set', () => {
    const empty = { POLICY_URI: '', QUEUE_URL: '', REGION_QUEUE_URL: '', DRY_RUN: '', PAUSED: '' };
    expect(remediateConfig({ ...needed, ...empty })).toEqual(remediateConfig(needed));
    for (const name of ['LEDGER_TABLE', 'OWN_ROLE_ARN', 'AWS_REGION'])
      expect(() => remediateConfig({ ...needed, [name]: '' })).toThrow(new RegExp(`${name} is not set`));
  });

  it.each([
    { name: 'POLICY_URI', value: 'policy.yaml' },
    { name: 'POLICY_URI', value: 'file:' },
    { name: 'POLICY_URI', value: 'appconfig:app/prod' },
    { name: 'QUEUE_URL', value: 'work' },
    { name: 'REGION_QUEUE_URL', value: 'region' },
    { name: 'OWN_ROLE_ARN', value: 'arn:aws:sts::111122223333:assumed-role/mountguard/session' },
    { name: 'DRY_RUN', value: 'yes' },
    { name: 'PAUSED', value: '1' },
    { name: 'CHANGE_RETENTION_DAYS', value: '0' },
    { name: 'CHANGE_RETENTION_DAYS', value: '400d' },
  ])('is refused when $name is "$value", by name and with what is expected', ({ name, value }) => {
    const said = new RegExp(`^bad environment: ${name} is "${value.replaceAll('.', '[.]')}": expected [^;]+$`);
    expect(() => remediateConfig({ ...needed, [name]: value })).toThrow(said);
  });

  it('is refused with everything that is wrong with it, in one error', () => {
    const read = () => remediateConfig({ POLICY_URI: 'x', QUEUE_URL: 'y', OWN_ROLE_ARN: 'z', DRY_RUN: '1' });
    for (const name of ['POLICY_URI', 'QUEUE_URL', 'OWN_ROLE_ARN', 'DRY_RUN', 'LEDGER_TABLE', 'IDEMPOTENCY_TABLE'])
      expect(read).toThrow(new RegExp(`\\b${name} is (not set|"[^"]*"): \\w+`));
    expect(read).toThrow(expect.objectContaining({ name: 'TerminalError' }));
  });
});

describe('the environment of sweep', () => {
  it('needs only the ledger, the queue, the role and the Region', () => {
    expect(sweepConfig({ ...place, LEDGER_TABLE: 'ledger', QUEUE_URL })).toEqual({
      ...ownPlace,
      ...{ policyUri: 'file:policy.yaml', dryRun: false, paused: false },
      ...{ ledgerTable: 'ledger', queueUrl: QUEUE_URL, retentionDays: 400, notices: false },
      landingZone: { place: ownPlace.place, alarmArn: '', ruleArn: '', logGroupArn: expect.any(String) },
    });
  });

  it('says in whose name the key and the topic are checked, in the partition of the role', () => {
    const arn = (service: string) => `arn:aws-cn:${service}:cn-north-1:111122223333:it`;
    const given = { KMS_KEY_ARN: arn('kms'), ALARM_TOPIC_ARN: arn('sns'), ALARM_ARN: arn('cloudwatch'), RULE_ARN: '' };
    const env = { ...place, ...given, LEDGER_TABLE: 'ledger', QUEUE_URL, AWS_LAMBDA_LOG_GROUP_NAME: 'logs-of-it' };
    expect(sweepConfig(env).landingZone).toEqual({
      ...{ place: ownPlace.place, keyArn: arn('kms'), topicArn: arn('sns'), alarmArn: arn('cloudwatch'), ruleArn: '' },
      logGroupArn: 'arn:aws-cn:logs:cn-north-1:111122223333:log-group:logs-of-it',
    });
  });

  it.each([
    { env: {}, says: /\bQUEUE_URL is not set: give it the URL/ },
    { env: { QUEUE_URL: 'work' }, says: /\bQUEUE_URL is "work": expected the URL/ },
  ])('is refused without one: $env', ({ env, says }) => {
    expect(() => sweepConfig({ LEDGER_TABLE: 'ledger', ...env })).toThrow(says);
  });
});
