import { dynamodb, ec2, efs, logs, refuses, type Step, sqs, sts } from '../step.ts';

/** For each service an operation of AWS's that the local endpoint lacks, and how it says so. */
export const unserved: readonly Step[] = [
  efs('DescribeAccessPoints: it is not served', {}, refuses('UnknownOperationException', 404)),
  ec2('DescribeInstances: it is not served', {}, refuses('InvalidAction')),
  logs('DescribeLogGroups: it is not served', {}, refuses('UnknownOperationException')),
  sqs('PurgeQueue: it is not served', { QueueUrl: 'http://127.0.0.1/1/work' }, refuses('UnsupportedOperation')),
  dynamodb('TransactWriteItems: it is not served', { TransactItems: [] }, refuses('UnknownOperationException')),
  sts('GetSessionToken: it is not served', {}, refuses('InvalidAction')),
];
