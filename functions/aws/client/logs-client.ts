/** What is used of a client that is loaded when it is first needed: `import()` of the package itself would keep all of it. */
export { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
