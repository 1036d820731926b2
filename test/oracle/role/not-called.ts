/** Actions that a role of the template allows although the function's code does not call them, and why. */
export const notCalled: ReadonlyMap<string, string> = new Map([
  ['appconfig:GetLatestConfiguration', 'no endpoint here answers AppConfig'],
  ['appconfig:StartConfigurationSession', 'no endpoint here answers AppConfig'],
  ['ec2:DescribeNetworkInterfaceAttribute', 'EFS asks for it on behalf of its caller'],
  ['ec2:ModifyNetworkInterfaceAttribute', 'EFS asks for it on behalf of its caller'],
  ['logs:CreateLogStream', 'Lambda writes the log'],
  ['logs:PutLogEvents', 'Lambda writes the log'],
  ['sqs:DeleteMessage', 'Lambda reads the queue'],
  ['sqs:GetQueueAttributes', 'Lambda reads the queue'],
  ['sqs:ReceiveMessage', 'Lambda reads the queue'],
  ['xray:PutTelemetryRecords', 'Lambda sends the traces'],
  ['xray:PutTraceSegments', 'Lambda sends the traces'],
]);
