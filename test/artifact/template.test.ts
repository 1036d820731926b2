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
import { isAllowed, statementsOfRole } from './iam.ts';
import { arnOf, parameters, place, rendered } from './rendered.ts';
import { type Built, runBuilt } from './run-built.ts';
import { template } from './template.ts';

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
const writing = rendered({ Writes: 'on' }).resources;
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
    // What EFS asks of its caller at EC2, and Lambda of the function that it feeds from a queue.
    others: [readThroughEfs, writeThroughEfs, 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  },
  {
    name: 'sweep' as const,
    role: 'SweepRole' as const,
    others: [readThroughEfs, 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  },
])('the role of $name in template.yaml', ({ name, role, others }) => {
  const granted = (given: Parameters<typeof rendered>[0]): readonly string[] =>
    [...new Set(statementsOfRole(rendered(given).resources, role).flatMap(({ Action }) => Action))].toSorted();

  it('allows the operations that the bundle calls, those that come with them, and no other', async () => {
    const called = (await actionsIn(name)).filter((action) => !neverCalled.includes(action));
    const uris = ['ssm:/policy', 'appconfig:app/env/profile'];
    const stored = uris.flatMap((PolicyUri) => granted({ Writes: 'on', PolicyUri, FlowLogGroup: '/vpc/flow-logs' }));
    expect([...new Set(stored)].toSorted()).toEqual([...new Set([...called, ...others, ...telemetry])].toSorted());
  });

  it('may do less at EFS and EC2 while Writes is off, which it is unless asked for: read, and nothing as EFS', () => {
    const reads = /^(elasticfilesystem:Describe|ec2:(Describe|Get))/;
    const ofServices = granted({}).filter((action) => /^(ec2|elasticfilesystem):/.test(action));
    expect(ofServices.filter((action) => !reads.test(action) || action === readThroughEfs)).toEqual([]);
    const more = granted({ Writes: 'on' }).filter((action) => !granted({}).includes(action));
    const modify = 'elasticfilesystem:ModifyMountTargetSecurityGroups';
    expect(more).toEqual(name === 'remediate' ? [readThroughEfs, writeThroughEfs, modify] : [readThroughEfs]);
    expect(granted({ Writes: 'off' })).toEqual(granted({}));
  });

  it('acts at EC2 only while a service asks for it', () => {
    const onBehalf = statementsOfRole(writing, role).filter(({ Action }) =>
      [readThroughEfs, writeThroughEfs].some((it) => Action.includes(it)),
    );
    expect(onBehalf.length).toBeGreaterThan(0);
    for (const { Action, Condition } of onBehalf) {
      expect(Action).toHaveLength(1);
      expect(Condition).toEqual({ Bool: { 'aws:ViaAWSService': ['true'] } });
    }
  });

  it('allows everything on all resources only where AWS has no narrower one', () => {
    const wide = statementsOfRole(writing, role).filter(({ Resource }) => Resource.includes('*'));
    const traces = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
    expect(wide.flatMap(({ Action }) => Action)).toEqual([...described, ...traces, readThroughEfs]);
  });
});

describe('the grant on network interfaces in template.yaml', () => {
  const vpc = `arn:aws:ec2:${place.region}:${place.account}:vpc/vpc-0123456789abcdef0`;
  const other = `arn:aws:ec2:${place.region}:444455556666:vpc/vpc-0fedcba9876543210`;
  const through = { 'aws:ViaAWSService': 'true' };
  const ofInterface = `arn:aws:ec2:${place.region}:${place.account}:network-interface/eni-1`;
  const ofGroup = `arn:aws:ec2:${place.region}:444455556666:security-group/sg-1`;

  /** Whether remediate may change an interface to a group; EC2 asks about each. */
  const mayChange = (
    given: Parameters<typeof rendered>[0],
    keys: Readonly<Record<string, string>>,
    { ofGroups = vpc, ofInterfaces = vpc } = {},
  ): boolean => {
    const may = statementsOfRole(rendered({ Writes: 'on', ...given }).resources, 'RemediateRole');
    return [
      { resource: ofInterface, keys: { ...keys, 'ec2:Vpc': ofInterfaces } },
      { resource: ofGroup, keys: { ...keys, 'ec2:Vpc': ofGroups } },
    ].every((asked) => isAllowed({ action: writeThroughEfs, ...asked }, may, []));
  };
  const direct = { NetworkInterfaceGrant: 'direct', VpcArns: vpc };

  it.each([
    { when: 'EFS asks', given: {}, keys: through, may: true },
    { when: 'the function asks itself', given: {}, keys: {}, may: false },
    { when: 'EFS asks, in a VPC that is named', given: { VpcArns: `${other},${vpc}` }, keys: through, may: true },
    { when: 'EFS asks, in another VPC', given: { VpcArns: other }, keys: through, may: false },
    { when: 'it is direct, in a VPC that is named', given: direct, keys: {}, may: true },
    { when: 'it is direct, in another VPC', given: { ...direct, VpcArns: other }, keys: {}, may: false },
    { when: 'Writes is off', given: { Writes: 'off' }, keys: through, may: false },
  ])('is $may when $when', ({ given, keys, may }) => {
    expect(mayChange(given, keys)).toBe(may);
  });

  it('lets groups in that are associated from another VPC', () => {
    expect(mayChange({ VpcArns: vpc }, through, { ofGroups: other })).toBe(true);
    expect(mayChange({ VpcArns: vpc }, through, { ofInterfaces: other })).toBe(false);
  });

  it('is refused by the stack when it is direct and no VPC is named', () => {
    expect(rendered({ NetworkInterfaceGrant: 'direct' }).refusedBy).toEqual(['DirectGrantInVpcsOnly']);
    for (const given of [{}, direct, { VpcArns: vpc }]) expect(rendered(given).refusedBy).toEqual([]);
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

describe('the roles in template.yaml', () => {
  it('let only remediate change a mount target or a network interface', () => {
    const changing = /:Modify/;
    const may = (role: string) =>
      statementsOfRole(writing, role).flatMap(({ Action }) => Action.filter((action) => changing.test(action)));
    expect(new Set(may('RemediateRole'))).toEqual(
      new Set(['elasticfilesystem:ModifyMountTargetSecurityGroups', writeThroughEfs]),
    );
    expect(may('SweepRole')).toEqual([]);
  });

  it('let remediate change only file systems with the tag that a person asks for', () => {
    const { resources } = rendered({ Writes: 'on', OptInTagValue: 'yes' });
    const modify = 'elasticfilesystem:ModifyMountTargetSecurityGroups';
    const may = statementsOfRole(resources, 'RemediateRole').filter(({ Action }) => Action.includes(modify));
    expect(may).toMatchObject([{ Condition: { StringEquals: { 'aws:ResourceTag/mountguard': ['yes'] } } }]);
  });

  it('let the sweep write what the ledger has of its own place only, and read the records of file systems', () => {
    const ledger = statementsOfRole(writing, 'SweepRole').filter(({ Resource }) => Resource.includes(arnOf('Ledger')));
    const { pk } = gateKey(placeKey({ account: place.account, region: place.region }));
    const describing = ['ContinuousBackups', 'Table', 'TimeToLive'].map((what) => `dynamodb:Describe${what}`);
    expect(ledger).toMatchObject([
      {
        Action: ['dynamodb:UpdateItem'],
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [pk] } },
      },
      {
        Action: ['dynamodb:PutItem'],
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pk, `${pk}/good#*`] } },
      },
      { Action: ['dynamodb:BatchGetItem', ...describing, 'dynamodb:GetItem'] },
    ]);
  });

  it.each(['RemediateRole', 'SweepRole'] as const)('let %s read the index of the ledger', (role) => {
    const index = statementsOfRole(writing, role).filter(({ Sid }) => Sid === 'Listed');
    expect(index).toMatchObject([{ Action: ['dynamodb:Query'], Resource: [`${arnOf('Ledger')}/index/${LISTED}`] }]);
  });

  it('let remediate ask for sweeps, and only the sweep take what is asked', () => {
    const may = (role: string) =>
      statementsOfRole(writing, role).flatMap(({ Resource, Action }) =>
        Resource.includes(arnOf('RegionWork')) ? Action : [],
      );
    expect(may('RemediateRole')).toEqual(['sqs:SendMessage']);
    expect(may('SweepRole')).toContain('sqs:ReceiveMessage');
    expect(may('SweepRole')).not.toContain('sqs:SendMessage');
  });

  it('never let the record of changes be deleted', () => {
    const ledger = statementsOfRole(writing, 'RemediateRole').filter(({ Resource }) =>
      Resource.includes(arnOf('Ledger')),
    );
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

describe('the right to write in template.yaml', () => {
  it.each(['Remediate', 'Sweep'])('is what %s goes by: without it every look is a dry run', (id) => {
    const dryRun = (Writes: string): unknown =>
      Object(rendered({ Writes }).resources.get(id)?.Properties['Environment']).Variables.DRY_RUN;
    expect([dryRun('off'), dryRun('on')]).toEqual(['true', 'false']);
    expect(parameters['Writes']?.Default).toBe('off');
  });
});

describe('a ledger that another stack made', () => {
  const LedgerTableName = 'kept-by-another-stack';
  const { resources, outputs } = rendered({ LedgerTableName });

  it('is used in place of one of the stack: by both functions, their roles and the output', () => {
    expect(resources.has('Ledger')).toBe(false);
    expect(outputs['LedgerTable']).toBe(LedgerTableName);
    for (const [id, role] of [['Remediate', 'RemediateRole'] as const, ['Sweep', 'SweepRole'] as const]) {
      const { Variables } = Object(resources.get(id)?.Properties['Environment']);
      expect(Variables.LEDGER_TABLE).toBe(LedgerTableName);
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
    for (const id of ['Remediate', 'Sweep'])
      expect(Object(resources.get(id)?.Properties['Environment']).Variables.CHANGE_RETENTION_DAYS).toBe(400);
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
