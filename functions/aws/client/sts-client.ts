/** What is used of a client that is loaded when it is first needed: `import()` of the package itself would keep all of it. */
export { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
