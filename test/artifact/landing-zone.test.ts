import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { blocksOf, linksOf, markdown, proseOf } from '../support/markdown.ts';
import { alarmsOf } from './alarms/cloudwatch.ts';
import { isAllowed, statementsOfRole } from './iam.ts';
import { parameters, place, type Resource, rendered } from './rendered.ts';

const source = readFileSync(new URL('../../template.yaml', import.meta.url), 'utf8');
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const page = markdown('infra/landing-zone.md');

const key = `arn:aws:kms:${place.region}:${place.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const topic = `arn:aws:sns:${place.region}:${place.account}:on-call`;
const boundary = `arn:aws:iam::${place.account}:policy/landing-zone/boundary`;
const subnets = { SubnetIds: 'subnet-0123,subnet-4567', SecurityGroupIds: 'sg-0123' };
const everything = {
  ...{ Writes: 'on', OptInTagValue: 'yes', FlowLogGroup: '/vpc/flow-logs', PolicyUri: 'ssm:/mountguard/policy' },
  ...{ AlarmEmail: 'on-call@example.com', PermissionsBoundaryArn: boundary, KmsKeyArn: key, AlarmTopicArn: topic },
  ...subnets,
};

const ofType = ({ resources }: ReturnType<typeof rendered>, ...types: readonly string[]): readonly Resource[] =>
  [...resources.values()].filter(({ Type }) => types.includes(Type));

describe.each([
  { partition: 'aws-cn', region: 'cn-north-1', urlSuffix: 'amazonaws.com.cn' },
  { partition: 'aws-us-gov', region: 'us-gov-west-1', urlSuffix: 'amazonaws.com' },
])('the template in the partition $partition', (where) => {
  const all = rendered({ ...everything, KmsKeyArn: '', AlarmTopicArn: '', PermissionsBoundaryArn: '' }, where);
  const text = JSON.stringify([...all.resources, all.outputs]);

  it('has no ARN of another one', () => {
    const arns = [...text.matchAll(/\barn:([\w-]*):/g)].map(([, partition]) => partition);
    expect(new Set(arns)).toEqual(new Set([where.partition]));
    expect(source).not.toMatch(/\barn:aws[\w-]*:(?!ec2:eu-west-1|kms:eu-west-1)[a-z]/);
  });

  it('names the endpoints of its services, where a policy names any', () => {
    const { resources } = rendered({ ...everything, KmsKeyArn: key }, where);
    const uses = [...resources].find(([id]) => id === 'KeyUse')?.[1];
    const via = ['dynamodb', 'sqs'].map((service) => `${service}.${where.region}.${where.urlSuffix}`);
    expect(JSON.stringify(uses)).toContain(JSON.stringify(via));
  });
});

const trusting = z.array(
  z.object({
    Effect: z.string(),
    Principal: z.union([z.string(), z.object({ Service: z.string() })]),
    Condition: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
  }),
);

describe('the trust and resource policies of the template', () => {
  const documents = [...rendered(everything).resources].flatMap(([id, { Type, Properties }]) => {
    const ofResource = /(?:Queue|Topic)Policy$/.test(Type) ? Properties['PolicyDocument'] : undefined;
    const document = Properties['AssumeRolePolicyDocument'] ?? ofResource;
    return document === undefined ? [] : [[id, trusting.parse(Object(document).Statement)] as const];
  });

  it('let a service in only for this account: by what it acts for, or by the account', () => {
    const allowing = documents.flatMap(([id, statements]) =>
      statements.filter(({ Effect }) => Effect === 'Allow').map((statement) => [id, statement] as const),
    );
    expect(allowing.map(([id]) => id).toSorted()).toEqual([
      ...['AlarmsAccess', 'RegionWorkAccess', 'RemediateRole', 'SweepRole', 'SweepTimerRole', 'WorkAccess'],
    ]);
    const isBound = (condition: unknown): boolean => {
      const { 'aws:SourceAccount': account, 'aws:SourceArn': arns = [] } = Object.assign(
        {},
        ...Object.values(Object(condition)),
      );
      const named = [arns].flat();
      return (
        account === place.account ||
        (named.length > 0 && named.every((arn) => String(arn).split(':')[4] === place.account))
      );
    };
    expect(allowing.filter(([, { Condition }]) => !isBound(Condition)).map(([id]) => id)).toEqual([]);
  });
});

describe('what a landing zone asks for', () => {
  const none = rendered();
  const all = rendered(everything);

  it('is nothing unless a parameter says so', () => {
    const asked = ['PermissionsBoundaryArn', 'KmsKeyArn', 'AlarmTopicArn', 'SubnetIds', 'SecurityGroupIds'];
    expect(asked.map((name) => parameters[name]?.Default)).toEqual(asked.map(() => ''));
    const text = JSON.stringify([...none.resources]);
    expect(text).not.toMatch(/PermissionsBoundary|Kms|VpcConfig|kms:/);
  });

  it('is a permissions boundary on every role', () => {
    const roles = ofType(all, 'AWS::IAM::Role').map(({ Properties }) => Properties['PermissionsBoundary']);
    expect(roles).toEqual([boundary, boundary, boundary]);
  });

  it('is a key of its own for all that is kept', () => {
    const kept = ofType(all, 'AWS::Logs::LogGroup', 'AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::SNS::Topic');
    expect(kept).toHaveLength(2 + 8 + 2 + 1);
    for (const { Properties } of kept) {
      const { KMSMasterKeyId } = Object(Properties['SSESpecification']);
      expect(Properties['KmsKeyId'] ?? Properties['KmsMasterKeyId'] ?? KMSMasterKeyId).toBe(key);
      expect(Properties).not.toHaveProperty('SqsManagedSseEnabled');
    }
    const use = {
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: { StringEquals: { 'kms:ViaService': expect.anything() } },
    };
    for (const role of ['RemediateRole', 'SweepRole', 'SweepTimerRole'])
      expect(statementsOfRole(all.resources, role).filter(({ Resource }) => Resource.includes(key))).toMatchObject(
        role === 'SweepRole' ? [use, { Action: ['kms:GetKeyPolicy'] }] : [use],
      );
  });

  it("is AWS's keys for queues and tables where it gives none", () => {
    for (const { Properties } of ofType(none, 'AWS::SQS::Queue')) expect(Properties['SqsManagedSseEnabled']).toBe(true);
    for (const { Properties } of ofType(none, 'AWS::DynamoDB::Table'))
      expect(Properties['SSESpecification']).toEqual({ SSEEnabled: true });
  });

  it('is a topic for the alarms, beside the mail', () => {
    for (const { AlarmActions } of alarmsOf(all)) expect(AlarmActions).toEqual(['mountguard-Alarms', topic]);
    for (const { AlarmActions } of alarmsOf(rendered({ AlarmTopicArn: topic }))) expect(AlarmActions).toEqual([topic]);
  });

  it('is functions in subnets, which may not touch the interfaces that Lambda makes for them', () => {
    const config = { SubnetIds: ['subnet-0123', 'subnet-4567'], SecurityGroupIds: ['sg-0123'] };
    for (const it of ofType(all, 'AWS::Serverless::Function'))
      expect(it).toMatchObject({ Properties: { VpcConfig: config } });
    const resource = `arn:aws:ec2:${place.region}:${place.account}:network-interface/*`;
    const ofFunction = { 'lambda:SourceFunctionArn': `arn:aws:lambda:${place.region}:${place.account}:function:it` };
    for (const role of ['RemediateRole', 'SweepRole']) {
      const may = (keys: Readonly<Record<string, string>>) =>
        isAllowed({ action: 'ec2:CreateNetworkInterface', resource, keys }, statementsOfRole(all.resources, role), []);
      expect([may({}), may(ofFunction)]).toEqual([true, false]);
    }
  });

  it.each([{ SubnetIds: 'subnet-0123' }, { SecurityGroupIds: 'sg-0123' }])(
    'is subnets and groups together: %j alone is refused',
    (given) => {
      expect(rendered(given).refusedBy).toHaveLength(1);
      expect(rendered(subnets).refusedBy).toEqual([]);
    },
  );

  it('is an instruction set that its Region has', () => {
    for (const { Properties } of ofType(rendered({ Architecture: 'x86_64' }), 'AWS::Serverless::Function'))
      expect(Properties['Architectures']).toEqual(['x86_64']);
  });
});

describe('the deployment, described for others', () => {
  const { resources, outputs } = rendered({ LedgerTableName: 'kept' });
  const { Name, Value } = Object(resources.get('Deployment')?.Properties);

  it('is in a parameter that has what the outputs have', () => {
    expect(Name).toBe('/mountguard/mountguard');
    expect(JSON.parse(Value)).toEqual(outputs);
    expect(Value.length).toBeLessThan(4096);
  });

  it('has the version of the package', () => {
    expect(outputs['Version']).toBe(version);
    const { Metadata } = parse(source, { logLevel: 'silent' });
    expect(Metadata['AWS::ServerlessRepo::Application']).toMatchObject({
      SemanticVersion: version,
      SpdxLicenseId: 'MIT',
    });
  });

  it('is small enough to be deployed from a bucket, where CloudFormation takes 1 MB', () => {
    expect(Buffer.byteLength(source)).toBeLessThan(1_000_000);
  });
});

describe('infra/landing-zone.md', () => {
  const statement = z.object({
    Sid: z.string(),
    Effect: z.literal('Allow'),
    Principal: z.record(z.string(), z.string()),
    Action: z.union([z.string(), z.array(z.string())]),
    Condition: z.optional(z.unknown()),
  });
  const [keyPolicy = [], topicPolicy = []] = blocksOf(page, 'json').map((text) =>
    z.array(statement).parse(JSON.parse(text)),
  );

  it('prints what the key must let which service do, each for one account', () => {
    const services = keyPolicy.map(({ Principal }) => Principal['Service']?.split('.')[0]);
    expect(services).toEqual(['logs', 'events', 'cloudwatch']);
    for (const { Condition } of [...keyPolicy, ...topicPolicy])
      expect(JSON.stringify(Condition)).toContain(place.account);
  });

  it('prints what the topic must let alarms do', () => {
    expect(topicPolicy).toMatchObject([{ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' }]);
  });

  it('names parameters that there are, and leads nowhere that is not there', () => {
    const named = [...proseOf(page).matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in parameters))).toEqual([]);
    expect(linksOf(page).filter((link) => !link.startsWith('https://'))).toEqual([]);
  });
});
