import type { Random } from '../local/random.ts';
import type { Service } from '../local/service.ts';
import {
  jsonService,
  type LocalFunction,
  lambdaService,
  queryService,
  scheduleService,
  tableCareService,
} from './control-plane.ts';
import { functionNames } from './functions.ts';

/** What the services answer from. */
export interface Deployed {
  readonly functions: Readonly<Record<'remediate' | 'sweep', LocalFunction>>;
  /** Outputs of the stack. */
  readonly outputs: Readonly<Record<string, string>>;
  /** When it was made, in epoch milliseconds. */
  readonly madeAt: number;
  /** Events of CloudTrail, the newest first. */
  readonly trail: readonly unknown[];
}

const account = '111122223333';
const place = `us-east-1:${account}`;
const stackName = 'mountguard';

/** The role that the functions run under. */
export const ownRole = `arn:aws:iam::${account}:role/mountguard-remediate`;

/** Rules, alarms and the schedule of the stack, by their names there. */
const resources = {
  'AWS::Events::Rule': ['EfsChanges', 'Ec2Changes', 'TagChanges', 'ConfigChanges', 'GroupChanges', 'GroupTagChanges'],
  'AWS::CloudWatch::Alarm': ['Failures', 'Standing', 'Unconfirmed', 'Undelivered', 'Silence'],
  'AWS::Scheduler::Schedule': ['SweepTimer'],
};

const physical = (logical: string): string => `${stackName}-${logical}-SAMPLE`;

/** What a command line asks of a deployment beside EFS and EC2. */
export const sampleServices = (of: () => Deployed, random: Random): readonly Service[] => {
  const stackTime = (): string => new Date(of().madeAt).toISOString();
  const run =
    (name: 'remediate' | 'sweep'): LocalFunction =>
    (event) =>
      of().functions[name](event);
  return [
    queryService('cloudformation', random, {
      DescribeStacks: () => ({
        Stacks: [
          {
            StackName: stackName,
            StackId: `arn:aws:cloudformation:${place}:stack/${stackName}/sample`,
            CreationTime: stackTime(),
            StackStatus: 'CREATE_COMPLETE',
            Outputs: Object.entries(of().outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
          },
        ],
      }),
      DescribeStackResources: () => ({
        StackResources: Object.entries(resources).flatMap(([ResourceType, names]) =>
          names.map((LogicalResourceId) => ({
            LogicalResourceId,
            PhysicalResourceId: physical(LogicalResourceId),
            ResourceType,
            Timestamp: stackTime(),
            ResourceStatus: 'CREATE_COMPLETE',
          })),
        ),
      }),
    }),
    lambdaService({ [functionNames.remediate]: run('remediate'), [functionNames.sweep]: run('sweep') }, ownRole),
    jsonService('cloudtrail', 'CloudTrail_20131101', {
      LookupEvents: ({ LookupAttributes }) => {
        const [{ AttributeValue = '' } = {}] = LookupAttributes as readonly { AttributeValue?: string }[];
        const found = of()
          .trail.map((event) => JSON.stringify(event))
          .filter((it) => it.includes(AttributeValue));
        return { Events: found.map((CloudTrailEvent) => ({ CloudTrailEvent })) };
      },
      DescribeTrails: () => ({
        trailList: [
          {
            Name: 'organization',
            TrailARN: `arn:aws:cloudtrail:${place}:trail/organization`,
            IsMultiRegionTrail: true,
          },
        ],
      }),
      GetTrailStatus: () => ({ IsLogging: true }),
      GetEventSelectors: () => ({ EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] }),
    }),
    jsonService('events', 'AWSEvents', {
      DescribeRule: ({ Name }) => ({ Name, State: 'ENABLED' }),
    }),
    jsonService('monitoring', 'GraniteServiceVersion20100801', {
      DescribeAlarms: ({ AlarmNames = [] }) => ({
        MetricAlarms: (AlarmNames as readonly string[]).map((AlarmName) => ({
          AlarmName,
          StateValue: 'OK',
          ActionsEnabled: true,
          AlarmActions: [`arn:aws:sns:${place}:mountguard-alarms`],
        })),
      }),
    }),
    jsonService('config', 'StarlingDoveService', {
      DescribeConfigurationRecorders: () => ({
        ConfigurationRecorders: [{ name: 'default', recordingGroup: { allSupported: true } }],
      }),
      DescribeConfigurationRecorderStatus: () => ({
        ConfigurationRecordersStatus: [{ name: 'default', recording: true }],
      }),
    }),
    queryService('sns', random, {
      ListSubscriptionsByTopic: ({ TopicArn }) => ({
        Subscriptions: [
          { Protocol: 'email', Endpoint: 'sre@acme.example', TopicArn, SubscriptionArn: `${String(TopicArn)}:sample` },
        ],
      }),
    }),
    scheduleService(),
    tableCareService({
      DescribeTimeToLive: () => ({
        TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
      }),
      DescribeContinuousBackups: () => ({
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
        },
      }),
    }),
    jsonService('servicequotas', 'ServiceQuotasV20190624', {
      GetServiceQuota: ({ QuotaCode }) => ({ Quota: { QuotaCode, Value: 5 } }),
    }),
    queryService('iam', random, {
      SimulatePrincipalPolicy: (input) => ({
        EvaluationResults: Object.entries(input)
          .filter(([key]) => key.startsWith('ActionNames.'))
          .map(([, EvalActionName]) => ({ EvalActionName, EvalDecision: 'allowed' })),
        IsTruncated: 'false',
      }),
    }),
  ];
};
