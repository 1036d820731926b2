/** What is used of a client that is loaded when it is first needed: `import()` of the package itself would keep all of it. */
export { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
