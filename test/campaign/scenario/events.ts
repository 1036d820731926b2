import type { Chance } from '../stage/chance.ts';

const account = '111122223333';
const region = 'us-east-1';

const roleArn = (role: string): string => `arn:aws:iam::${account}:role/${role}`;

/** The role that the code under test runs as. */
export const ownRole = 'mountguard-remediate';
/** What the code under test knows of itself. */
export const own = { roleArn: roleArn(ownRole), place: { account, region } };
/** As which EFS itself changes network interfaces. */
export const serviceRole = 'AWSServiceRoleForAmazonElasticFileSystem';

/** What somebody asked of EFS or EC2. */
export interface ApiCall {
  readonly service: 'elasticfilesystem' | 'ec2';
  readonly eventName: string;
  readonly role: string;
  readonly requestParameters: object;
  readonly responseElements?: object;
  readonly errorCode?: string;
}

/** An event as EventBridge delivers it. */
export type BusEvent = Readonly<Record<string, unknown>> & { readonly id: string };

const uuid = (chance: Chance): string => {
  const hex = [1, 2, 3, 4]
    .map(() =>
      chance
        .between(0, 2 ** 31)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};

const envelope = (now: number, chance: Chance, source: string, detailType: string, detail: object): BusEvent => ({
  version: '0',
  id: uuid(chance),
  'detail-type': detailType,
  source,
  account,
  time: new Date(now).toISOString(),
  region,
  resources: [],
  detail,
});

/** The event that CloudTrail makes of a call, in the shape of the samples in `events/`. */
export const cloudTrailEvent = (now: number, chance: Chance, call: ApiCall): BusEvent =>
  envelope(now, chance, `aws.${call.service}`, 'AWS API Call via CloudTrail', {
    eventVersion: '1.09',
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/${call.role}/session`,
      accountId: account,
      sessionContext: { sessionIssuer: { type: 'Role', arn: roleArn(call.role), userName: call.role } },
    },
    eventTime: new Date(now).toISOString(),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.eventName,
    awsRegion: region,
    sourceIPAddress: '203.0.113.10',
    userAgent: call.role,
    requestParameters: call.requestParameters,
    responseElements: call.responseElements ?? null,
    ...(call.errorCode !== undefined && { errorCode: call.errorCode, errorMessage: call.errorCode }),
    eventType: 'AwsApiCall',
  });

/** The event that AWS Config makes of a changed interface, in the shape of the samples in `events/`. */
export const configItemEvent = (now: number, chance: Chance, networkInterfaceId: string): BusEvent =>
  envelope(now, chance, 'aws.config', 'Config Configuration Item Change', {
    recordVersion: '1.3',
    messageType: 'ConfigurationItemChangeNotification',
    configurationItem: {
      configuration: { interfaceType: 'efs', description: 'EFS mount target', networkInterfaceId, groups: [] },
      configurationItemStatus: 'OK',
      resourceType: 'AWS::EC2::NetworkInterface',
      resourceId: networkInterfaceId,
      awsRegion: region,
    },
  });
