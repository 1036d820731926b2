/** What is used of a client that is loaded when it is first needed: `import()` of the package itself would keep all of it. */
export {
  AppConfigDataClient,
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
