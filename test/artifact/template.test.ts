import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { RetryableError } from '../../functions/core/model/errors.ts';
import { delayBefore } from '../../functions/runtime/return-message.ts';
import { ledgerDefinition } from '../../infra/local/tables.ts';
import { statementsOfRole } from './iam.ts';
import { arnOf, parameters, place, rendered, variablesOf } from './rendered.ts';
import { type Built, runBuilt } from './run-built.ts';
import { template } from './template.ts';

const { Remediate, Sweep, SweepTimer, Work, RegionWork, Ledger, Idempotency, FlowLogs } = template.Resources;
const writing = rendered({ Writes: 'on' }).resources;
const project = new URL('../../', import.meta.url);

const complaints = async (name: Built, env: Record<string, string>) =>
  runBuilt(name, env, []).then(String, (error: Error) => error.message.match(/TerminalError]: (.*)/)?.[1]);

describe.each([
  { name: 'remediate' as const, resource: Remediate },
  { name: 'sweep' as const, resource: Sweep },
])('the function $name in template.yaml', ({ name, resource: { Properties } }) => {
  it('ships a folder that holds its handler and the policy it reads by default', () => {
    const { CodeUri, Handler } = Properties;
    const [module, exported] = Handler.split('.');
    expect(CodeUri).toBe(`dist/${name}`);
    expect(exported).toBe('handler');
    expect(existsSync(new URL(`${CodeUri}/${module}.mjs`, project))).toBe(true);
    const [scheme, path] = String(template.Parameters['PolicyUri']?.Default).split(':');
    expect(scheme).toBe('file');
    expect(existsSync(new URL(`${CodeUri}/${path}`, project))).toBe(true);
  });

  it('sets the variables that it asks for, under their names', async () => {
    const variables = Object.keys(Properties.Environment.Variables).filter((it) => !it.startsWith('POWERTOOLS'));
    const unset = await complaints(name, {});
    const unreadable = await complaints(name, Object.fromEntries(variables.map((it) => [it, '!'])));
    expect(variables.filter((it) => !`${unset} ${unreadable}`.includes(`${it} is`))).toEqual([]);
    // Lambda sets the Region.
    const needed = unset?.match(/\w+(?= is not set)/g)?.filter((it) => it !== 'AWS_REGION');
    expect(needed?.filter((it) => !variables.includes(it))).toEqual([]);
  });
});

describe.each([
  { queue: 'Work', feeds: 'remediate', properties: Work.Properties, of: Remediate.Properties, window: 0 },
  { queue: 'RegionWork', feeds: 'sweep', properties: RegionWork.Properties, of: Sweep.Properties, window: 60 },
])('the queue $queue in template.yaml', ({ queue, properties, of, window }) => {
  it('hides a message for as long as Lambda asks, and gives it up in the end', () => {
    expect(properties).toMatchObject({
      VisibilityTimeout: 6 * of.Timeout + window,
      RedrivePolicy: { deadLetterTargetArn: `${queue}Undelivered.Arn` },
    });
  });

  it('feeds $feeds, which says which messages of a batch are to come back', () => {
    expect(of['Events']).toEqual({
      [queue]: {
        Type: 'SQS',
        Properties: expect.objectContaining({
          Queue: `${queue}.Arn`,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        }),
      },
    });
  });

  it('tries a message for three quarters of an hour, also one that always meets another invocation at work', () => {
    const { maxReceiveCount } = z.object({ maxReceiveCount: z.number() }).parse(properties['RedrivePolicy']);
    const error = new RetryableError('another is at work', { code: 'lease-held' });
    const delays = Array.from({ length: maxReceiveCount - 1 }, (_, n) => delayBefore('m-1', n + 1, error));
    expect(delays.reduce((sum, seconds) => sum + seconds)).toBeGreaterThanOrEqual(45 * 60);
  });
});

describe('the queue RegionWork in template.yaml', () => {
  it('has what is asked within a minute answered by one sweep', () => {
    expect(Sweep.Properties['Events']).toMatchObject({
      RegionWork: { Properties: { BatchSize: 1000, MaximumBatchingWindowInSeconds: 60 } },
    });
  });
});

describe('the timer in template.yaml', () => {
  it('starts the sweep on schedule, and keeps what it could not start', () => {
    expect(SweepTimer.Properties).toMatchObject({
      ScheduleExpression: 'SweepSchedule',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: 'Sweep.Arn', RoleArn: 'SweepTimerRole.Arn', DeadLetterConfig: { Arn: 'TimerUndelivered.Arn' } },
    });
    expect(template.Parameters['SweepSchedule']?.Default).toBe('rate(1 hour)');
  });

  it('may do nothing else', () => {
    expect(statementsOfRole(writing, 'SweepTimerRole')).toMatchObject([
      { Action: ['lambda:InvokeFunction'], Resource: [arnOf('Sweep')] },
      { Action: ['sqs:SendMessage'], Resource: [arnOf('TimerUndelivered')] },
    ]);
  });
});

describe('the parameters of template.yaml', () => {
  it.each(Object.entries(parameters))('take only what %s may be, its default included', (_, it) => {
    const { Type, Default, AllowedPattern, AllowedValues } = it;
    if (Type === 'Number') {
      const bounds = [it['MinValue'] ?? AllowedValues?.[0], Default].map(Number);
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
      return;
    }
    expect(Type).toBe('String');
    expect([AllowedPattern, AllowedValues].filter((bound) => bound !== undefined)).toHaveLength(1);
    if (AllowedValues) expect(AllowedValues).toContain(Default);
    else expect(Default).toMatch(new RegExp(AllowedPattern ?? ''));
  });

  const vpc = 'arn:aws-cn:ec2:cn-north-1:111122223333:vpc/vpc-0123456789abcdef0';
  it.each([
    { name: 'OptInTagValue', takes: ['yes', 'a b/c@d'], refuses: ['$', `\${aws:username}`, '*', 'a\nb'] },
    {
      name: 'VpcArns',
      takes: [vpc, `${vpc},${vpc}`],
      refuses: [`${vpc},`, `${vpc}, ${vpc}`, 'vpc-0123456789abcdef0', `${vpc}*`, '*'],
    },
    { name: 'AlarmEmail', takes: ['on-call@example.com'], refuses: ['on-call', 'a b@example.com', '@'] },
    { name: 'LedgerTableName', takes: ['mountguard-Ledger-1A2B'], refuses: ['a/b', 'ab', '*', 'table*'] },
    {
      name: 'PolicyUri',
      takes: ['ssm:/a/b', 'appconfig:a/b/c'],
      refuses: ['http://x', 'ssm:/*', 'appconfig:a/b/*', 'appconfig:a/b'],
    },
    { name: 'SweepSchedule', takes: ['rate(6 hours)', 'cron(0 6 * * ? *)'], refuses: ['hourly', 'rate(1 hour) or so'] },
  ])('take as $name what it may be, and no wildcard', ({ name, takes, refuses }) => {
    const pattern = new RegExp(parameters[name]?.AllowedPattern ?? '');
    expect(takes.filter((text) => !pattern.test(text))).toEqual([]);
    expect(refuses.filter((text) => pattern.test(text))).toEqual([]);
  });
});

describe('a ledger that another stack made', () => {
  const LedgerTableName = 'kept-by-another-stack';
  const { resources, outputs } = rendered({ LedgerTableName });

  it('is used in place of one of the stack: by both functions, their roles and the output', () => {
    expect(resources.has('Ledger')).toBe(false);
    expect(outputs['LedgerTable']).toBe(LedgerTableName);
    for (const [id, role] of [['Remediate', 'RemediateRole'] as const, ['Sweep', 'SweepRole'] as const]) {
      expect(variablesOf({ resources }, id)['LEDGER_TABLE']).toBe(LedgerTableName);
      const arn = `arn:aws:dynamodb:${place.region}:${place.account}:table/${LedgerTableName}`;
      const of = (given: string) =>
        statementsOfRole(resources, role).filter(({ Resource }) => Resource.some((it) => it.startsWith(given)));
      expect(of(arn).map(({ Sid }) => Sid)).toEqual(
        of(arn).length === 2 ? ['Ledger', 'Listed'] : ['Place', 'KnownGood', 'Records', 'Listed'],
      );
      expect(of(arnOf('Ledger'))).toEqual([]);
    }
  });
});

describe('what outlives the stack of template.yaml', () => {
  const { resources } = rendered();

  it('is the record of changes, but for a first deployment that fails', () => {
    expect(resources.get('Ledger')).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    // With it, what a failed first deployment leaves could not be taken away.
    expect(resources.get('Ledger')?.Properties['DeletionProtectionEnabled']).toBe('false');
    const kept = rendered({ LedgerDeletionProtection: 'true' }).resources;
    expect(kept.get('Ledger')?.Properties['DeletionProtectionEnabled']).toBe('true');
    expect(template.Transform).toBe('AWS::Serverless-2016-10-31');
  });

  it('is how long a change is kept, as a parameter says', () => {
    for (const id of ['Remediate', 'Sweep']) expect(variablesOf({ resources }, id)['CHANGE_RETENTION_DAYS']).toBe(400);
  });

  it.each(['RemediateLogs', 'SweepLogs'])('are the logs of %s, for 400 days unless asked for otherwise', (id) => {
    expect(resources.get(id)).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { RetentionInDays: 400 },
    });
  });
});

describe('the policy for flow logs in template.yaml', () => {
  const { Condition, Properties } = FlowLogs;

  it('is there for the functions where a log group is named, which none is by default', () => {
    expect(Condition).toBe('FlowLogsRead');
    expect(template.Parameters['FlowLogGroup']?.Default).toBe('');
    expect(Properties['Roles']).toEqual(['RemediateRole', 'SweepRole', ['ReportMade', 'ReportRole', 'AWS::NoValue']]);
  });

  it('reads the records of that log group and no other', () => {
    const [flowLogs, records] = Properties.PolicyDocument.Statement;
    expect(flowLogs).toMatchObject({ Action: ['ec2:DescribeFlowLogs'], Resource: '*' });
    expect(records?.Action).toEqual(['logs:FilterLogEvents']);
    expect(records?.Resource).toMatch(/:log-group:\$\{FlowLogGroup\}:\*$/);
    expect(Properties.PolicyDocument.Statement).toHaveLength(2);
  });
});

describe('the tables in template.yaml', () => {
  it.each([
    { table: 'the ledger', resource: Ledger, keys: ['pk', 'sk'], ttl: 'expiresAt' },
    { table: 'the idempotency table', resource: Idempotency, keys: ['id'], ttl: 'expiration' },
  ])('keep $table by its keys, recoverable and with an end', ({ resource, keys, ttl }) => {
    expect(resource.Properties).toMatchObject({
      KeySchema: keys.map((AttributeName) => ({ AttributeName })),
      TimeToLiveSpecification: { AttributeName: ttl, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('keep the ledger with its index, as the local account does', () => {
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = Ledger.Properties;
    expect({ AttributeDefinitions, KeySchema, GlobalSecondaryIndexes }).toEqual(ledgerDefinition);
  });
});
