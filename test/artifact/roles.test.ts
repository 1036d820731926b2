import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateKey } from '../../functions/aws/ledger/gate.ts';
import { LISTED } from '../../functions/aws/ledger/table.ts';
import { placeKey } from '../../functions/core/model/place.ts';
import { bundle } from '../../infra/build/bundle.ts';
import { isAllowed, statementsOfRole } from './iam.ts';
import { arnOf, parameters, place, rendered, variablesOf } from './rendered.ts';
import type { Built } from './run-built.ts';
import { template } from './template.ts';

const { PolicyFromSsm, PolicyFromAppConfig } = template.Resources;
const writing = rendered({ Writes: 'on' }).resources;

const iamPrefix: Readonly<Record<string, string>> = {
  appconfigdata: 'appconfig',
  'cloudwatch-logs': 'logs',
  dynamodb: 'dynamodb',
  ec2: 'ec2',
  efs: 'elasticfilesystem',
  kms: 'kms',
  sns: 'sns',
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
const usingKey = ['kms:Decrypt', 'kms:GenerateDataKey'];
const key = `arn:aws:kms:${place.region}:${place.account}:key/1234abcd`;
const topic = `arn:aws:sns:${place.region}:${place.account}:on-call`;
const readThroughEfs = 'ec2:DescribeNetworkInterfaceAttribute';
const writeThroughEfs = 'ec2:ModifyNetworkInterfaceAttribute';

describe.each([
  {
    name: 'remediate' as const,
    role: 'RemediateRole' as const,
    // What EFS asks of its caller at EC2, DynamoDB and SQS at KMS, and Lambda of the function that it feeds from a queue.
    others: [
      readThroughEfs,
      writeThroughEfs,
      ...usingKey,
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
    ],
  },
  {
    name: 'sweep' as const,
    role: 'SweepRole' as const,
    others: [readThroughEfs, ...usingKey, 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  },
])('the role of $name in template.yaml', ({ name, role, others }) => {
  const granted = (given: Parameters<typeof rendered>[0]): readonly string[] =>
    [...new Set(statementsOfRole(rendered(given).resources, role).flatMap(({ Action }) => Action))].toSorted();

  it('allows the operations that the bundle calls, those that come with them, and no other', async () => {
    const called = (await actionsIn(name)).filter((action) => !neverCalled.includes(action));
    const uris = ['ssm:/policy', 'appconfig:app/env/profile'];
    const given = { Writes: 'on', FlowLogGroup: '/vpc/flow-logs', KmsKeyArn: key, AlarmTopicArn: topic };
    const stored = uris.flatMap((PolicyUri) => granted({ ...given, PolicyUri }));
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

describe('the functions in SubnetIds', () => {
  const given = { SubnetIds: 'subnet-0123', SecurityGroupIds: 'sg-0123' };
  const byFunction = { 'lambda:SourceFunctionArn': `arn:aws:lambda:${place.region}:${place.account}:function:it` };

  it.each(['RemediateRole', 'SweepRole'] as const)(
    'need EC2 actions in %s also while Writes is off, which the function itself may not use',
    (role) => {
      const of = (all: Parameters<typeof rendered>[0]) => statementsOfRole(rendered(all).resources, role);
      const without = new Set(of({}).flatMap(({ Action }) => Action));
      const more = of(given).flatMap(({ Action }) => Action.filter((action) => !without.has(action)));
      const changing = ['AssignPrivateIpAddresses', 'CreateNetworkInterface', 'DeleteNetworkInterface'];
      const attaching = [...changing, 'UnassignPrivateIpAddresses'].map((it) => `ec2:${it}`);
      expect(more).toEqual([...attaching, 'ec2:DescribeSubnets']);
      const resource = `arn:aws:ec2:${place.region}:${place.account}:network-interface/eni-1`;
      for (const action of attaching)
        expect(isAllowed({ action, resource, keys: byFunction }, of(given), [])).toBe(false);
    },
  );
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
        Action: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem'],
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
  ])('let the functions read the policy from $store where it is there', ({ resource, actions }) => {
    const { Roles, PolicyDocument } = resource.Properties;
    expect(Roles).toEqual(['RemediateRole', 'SweepRole', ['ReportMade', 'ReportRole', 'AWS::NoValue']]);
    expect(PolicyDocument.Statement.flatMap(({ Action }) => Action)).toEqual(actions);
  });
});

describe('the right to write in template.yaml', () => {
  it.each(['Remediate', 'Sweep'])('is what %s goes by: without it every look is a dry run', (id) => {
    const dryRun = (Writes: string): unknown => variablesOf(rendered({ Writes }), id)['DRY_RUN'];
    expect([dryRun('off'), dryRun('on')]).toEqual(['true', 'false']);
    expect(parameters['Writes']?.Default).toBe('off');
  });
});
