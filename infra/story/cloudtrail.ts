import { randomUUID } from 'node:crypto';

/** What a caller asked of EFS. */
export interface ApiCall {
  readonly eventName: string;
  readonly role: string;
  readonly requestParameters: object;
  readonly responseElements?: object;
}

/** The EventBridge event that CloudTrail makes of a call to EFS, in the shape of the samples in `events/`. */
export const cloudTrailEvent = ({ eventName, role, requestParameters, responseElements }: ApiCall) => {
  const account = '111122223333';
  const time = new Date().toISOString();
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.elasticfilesystem',
    account,
    time,
    region: 'us-east-1',
    resources: [],
    detail: {
      eventVersion: '1.09',
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${account}:assumed-role/${role}/session`,
        accountId: account,
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/${role}`, userName: role },
        },
      },
      eventTime: time,
      eventSource: 'elasticfilesystem.amazonaws.com',
      eventName,
      awsRegion: 'us-east-1',
      sourceIPAddress: '203.0.113.10',
      userAgent: 'aws-cli/2.31.0',
      requestParameters,
      responseElements: responseElements ?? null,
      eventType: 'AwsApiCall',
    },
  };
};
