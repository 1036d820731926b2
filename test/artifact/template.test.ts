import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { gateKey } from '../../functions/aws/ledger/account.ts';
import { LISTED } from '../../functions/aws/ledger/table.ts';
import { RetryableError } from '../../functions/core/model/errors.ts';
import { placeKey } from '../../functions/core/model/place.ts';
import { delayBefore } from '../../functions/runtime/return-message.ts';
import { bundle } from '../../infra/build/bundle.ts';
import { ledgerDefinition } from '../../infra/local/tables.ts';
import { type Built, runBuilt } from './run-built.ts';
import { statementsOf, template } from './template.ts';

const {
  Remediate,
  Sweep,
  SweepTimer,
  Work,
  RegionWork,
  Ledger,
  Idempotency,
  PolicyFromSsm,
  PolicyFromAppConfig,
  FlowLogs,
} = template.Resources;
const project = new URL('../../', import.meta.url);

const iamPrefix: Readonly<Record<string, string>> = {
  appconfigdata: 'appconfig',
  'cloudwatch-logs': 'logs',
  dynamodb: 'dynamodb',
  ec2: 'ec2',
  efs: 'elasticfilesystem',
  sqs: 'sqs',
  ssm: 'ssm',
};

/** IAM actions of the operations in a function's bundle. */
const actionsIn = async (name: Built): Promise<readonly string[]> => {
  const unwritten = join(tmpdir(), 'mountguard-unwritten');
  const { outputs } = await bundle(`functions/${name}/handler.ts`, unwritten, { write: false });
  const modules = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  return modules.flatMap((path) => {
    const [, client = '', operation] = /client-([a-z0-9-]+)\/dist-es\/commands\/(\w+)Command\.js$/.exec(path) ?? [];
    // SQS asks for the permission of a single message for a batch of them.
    return operation === undefined ? [] : [`${iamPrefix[client]}:${operation.replace(/^(SendMessage)Batch$/, '$1')}`];
  });
};

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
  it('hides a message for as long as Lambda asks, encrypts it, and gives it up in the end', () => {
    expect(properties).toMatchObject({
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * of.Timeout + window,
      RedrivePolicy: { deadLetterTargetArn: 'Undelivered.Arn' },
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
      Target: { Arn: 'Sweep.Arn', RoleArn: 'SweepTimerRole.Arn', DeadLetterConfig: { Arn: 'Undelivered.Arn' } },
    });
    expect(template.Parameters['SweepSchedule']?.Default).toBe('rate(1 hour)');
  });

  it('may do nothing else', () => {
    expect(statementsOf('SweepTimerRole')).toMatchObject([
      { Action: ['lambda:InvokeFunction'], Resource: 'Sweep.Arn' },
      { Action: ['sqs:SendMessage'], Resource: 'Undelivered.Arn' },
    ]);
  });
});

// What Lambda does with the role of any function.
const telemetry = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
] as const;
// In the bundle for what Powertools and the SDK could do beside what is asked of them.
const neverCalled = ['dynamodb:DescribeEndpoints', 'ssm:GetParameters', 'ssm:GetParametersByPath', 'ssm:PutParameter'];
const described = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs'];
const readThroughEfs = 'ec2:DescribeNetworkInterfaceAttribute';
const writeThroughEfs = 'ec2:ModifyNetworkInterfaceAttribute';

describe.each([
  {
    name: 'remediate' as const,
    role: 'RemediateRole' as const,
    uncalled: [],
    // What EFS asks of its caller at EC2, and Lambda of the function that it feeds from a queue.
    others: [readThroughEfs, writeThroughEfs, 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    onAll: [...described, readThroughEfs],
  },
  {
    name: 'sweep' as const,
    role: 'SweepRole' as const,
    // Beside what it calls in the same modules: remediate keeps the record of changes.
    uncalled: ['dynamodb:PutItem'],
    others: [readThroughEfs, 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    onAll: [...described, readThroughEfs],
  },
])('the role of $name in template.yaml', ({ name, role, uncalled, others, onAll }) => {
  const statements = statementsOf(role);

  it('allows the operations that the bundle calls, those that come with them, and no other', async () => {
    const called = (await actionsIn(name)).filter((action) => ![...neverCalled, ...uncalled].includes(action));
    const stored = [PolicyFromSsm, PolicyFromAppConfig, FlowLogs].flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const granted = new Set([...statements, ...stored].flatMap(({ Action }) => Action));
    expect([...granted].toSorted()).toEqual([...new Set([...called, ...others, ...telemetry])].toSorted());
  });

  it('acts at EC2 only while EFS asks for it', () => {
    const onBehalf = statements.filter(({ Action }) =>
      [readThroughEfs, writeThroughEfs].some((it) => Action.includes(it)),
    );
    expect(onBehalf).toHaveLength(others.filter((it) => it.startsWith('ec2:')).length);
    for (const { Action, Condition } of onBehalf) {
      expect(Action).toHaveLength(1);
      expect(JSON.stringify(Condition)).toContain('"aws:CalledVia":"elasticfilesystem.amazonaws.com"');
    }
  });

  it('allows everything on all resources only where AWS has no narrower one', () => {
    const wide = statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
    expect(wide).toEqual([...onAll, 'xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
  });
});

describe('the roles in template.yaml', () => {
  it('let only remediate change a mount target or a network interface', () => {
    const changing = /:Modify/;
    const may = (role: 'RemediateRole' | 'SweepRole') =>
      statementsOf(role).flatMap(({ Action }) => Action.filter((action) => changing.test(action)));
    expect(may('RemediateRole')).toEqual(['elasticfilesystem:ModifyMountTargetSecurityGroups', writeThroughEfs]);
    expect(may('SweepRole')).toEqual([]);
  });

  it('let the sweep write what the ledger has of its own place only, and read the records of file systems', () => {
    const ledger = statementsOf('SweepRole').filter(({ Resource }) => Resource === 'Ledger.Arn');
    const pseudo = (name: string) => `\${AWS::${name}}`;
    const { pk } = gateKey(placeKey({ account: pseudo('AccountId'), region: pseudo('Region') }));
    expect(ledger).toMatchObject([
      {
        Action: ['dynamodb:UpdateItem'],
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [pk] } },
      },
      { Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'] },
    ]);
  });

  it.each(['RemediateRole', 'SweepRole'] as const)('let %s read the index of the ledger', (role) => {
    const index = statementsOf(role).filter(({ Sid }) => Sid === 'Listed');
    expect(index).toMatchObject([{ Action: ['dynamodb:Query'], Resource: `\${Ledger.Arn}/index/${LISTED}` }]);
  });

  it('let remediate ask for sweeps, and only the sweep take what is asked', () => {
    const may = (role: 'RemediateRole' | 'SweepRole') =>
      statementsOf(role).flatMap(({ Resource, Action }) => (Resource === 'RegionWork.Arn' ? Action : []));
    expect(may('RemediateRole')).toEqual(['sqs:SendMessage']);
    expect(may('SweepRole')).toContain('sqs:ReceiveMessage');
    expect(may('SweepRole')).not.toContain('sqs:SendMessage');
  });

  it('never let the record of changes be deleted', () => {
    const ledger = statementsOf('RemediateRole').filter(({ Resource }) => Resource === 'Ledger.Arn');
    expect(ledger).toHaveLength(1);
    expect(ledger[0]?.Action).not.toContain('dynamodb:DeleteItem');
  });

  it.each([
    { store: 'SSM', resource: PolicyFromSsm, actions: ['ssm:GetParameter'] },
    {
      store: 'AppConfig',
      resource: PolicyFromAppConfig,
      actions: ['appconfig:GetLatestConfiguration', 'appconfig:StartConfigurationSession'],
    },
  ])('let both functions read the policy from $store where it is there', ({ resource, actions }) => {
    const { Roles, PolicyDocument } = resource.Properties;
    expect(Roles).toEqual(['RemediateRole', 'SweepRole']);
    expect(PolicyDocument.Statement.flatMap(({ Action }) => Action)).toEqual(actions);
  });
});

describe('the policy for flow logs in template.yaml', () => {
  const { Condition, Properties } = FlowLogs;

  it('is there for both functions where a log group is named, which none is by default', () => {
    expect(Condition).toBe('FlowLogsRead');
    expect(template.Parameters['FlowLogGroup']?.Default).toBe('');
    expect(Properties['Roles']).toEqual(['RemediateRole', 'SweepRole']);
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
  ])('keep $table by its keys, encrypted, recoverable and with an end', ({ resource, keys, ttl }) => {
    expect(resource.Properties).toMatchObject({
      KeySchema: keys.map((AttributeName) => ({ AttributeName })),
      TimeToLiveSpecification: { AttributeName: ttl, Enabled: true },
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('keep the ledger with its index, as the local account does', () => {
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = Ledger.Properties;
    expect({ AttributeDefinitions, KeySchema, GlobalSecondaryIndexes }).toEqual(ledgerDefinition);
  });

  it('keep the ledger when the stack goes', () => {
    expect(Ledger).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});
