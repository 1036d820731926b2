/**
 * What only reading flow logs uses of clients, loaded when it is first needed: `import()` of the packages themselves would keep
 * all of them.
 */
export { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
export { DescribeFlowLogsCommand } from '@aws-sdk/client-ec2';
