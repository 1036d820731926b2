/** What is used of the providers, loaded when AWS is first asked: `import()` of the package itself would keep all of it. */
export { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
