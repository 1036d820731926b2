import { callsOf, refuses } from './steps/call.ts';
import type { Step } from './steps/step.ts';

const when = 'the local endpoint does not serve it';

/** For each service an operation of AWS's that the local endpoint lacks, and how it says so. */
export const unserved: readonly Step[] = [
  callsOf('efs')('DescribeAccessPoints', when, {}, refuses('UnknownOperationException', 404)),
  callsOf('ec2')('DescribeInstances', when, {}, refuses('InvalidAction')),
  callsOf('sqs')('PurgeQueue', when, { QueueUrl: 'http://127.0.0.1/1/work' }, refuses('UnsupportedOperation')),
  callsOf('dynamodb')('TransactWriteItems', when, { TransactItems: [] }, refuses('UnknownOperationException')),
  callsOf('sts')('GetSessionToken', when, {}, refuses('InvalidAction')),
  callsOf('cloudwatch')('ListMetrics', when, {}, refuses('InvalidAction')),
];
