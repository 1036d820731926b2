/** Actions that a role of the template allows although a function with its policy in SSM does not call them, and why. */
export const notCalled: ReadonlyMap<string, string> = new Map([
  ['appconfig:GetLatestConfiguration', 'for a policy in AppConfig, which its own test reads'],
  ['appconfig:StartConfigurationSession', 'for a policy in AppConfig, which its own test reads'],
  ['ec2:DescribeFlowLogs', 'for a policy that names a log group of flow logs'],
  ['ec2:DescribeNetworkInterfaceAttribute', 'EFS asks for it on behalf of its caller'],
  ['ec2:ModifyNetworkInterfaceAttribute', 'EFS asks for it on behalf of its caller'],
  ['logs:CreateLogStream', 'Lambda writes the log'],
  ['logs:FilterLogEvents', 'for a policy that names a log group of flow logs'],
  ['logs:PutLogEvents', 'Lambda writes the log'],
  ['sqs:DeleteMessage', 'Lambda reads the queue'],
  ['sqs:GetQueueAttributes', 'Lambda reads the queue'],
  ['sqs:ReceiveMessage', 'Lambda reads the queue'],
  ['xray:PutTelemetryRecords', 'Lambda sends the traces'],
  ['xray:PutTraceSegments', 'Lambda sends the traces'],
]);
