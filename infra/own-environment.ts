/** Variables that lead the SDK, Powertools or the functions somewhere. */
const leading =
  /^(AWS_|POWERTOOLS_|DRY_RUN$|NOTICES$|PAUSED$|POLICY_URI$|(REGION_)?QUEUE_URL$|(REGION_)?(WORK|EVENTS)_UNDELIVERED_URL$|OWN_ROLE_ARN$|LEDGER_TABLE$|IDEMPOTENCY_TABLE$)/;

/** What the SDK needs on a local endpoint. */
export const localEnvironment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  // No file of the shell's user is read either: a default profile may name an endpoint or a region of its own.
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
} as const;

/** Gives this process the environment of a function on a local endpoint, whatever the shell's profile, endpoints and switches. */
export const takeLocalEnvironment = (variables: Readonly<Record<string, string>>): void => {
  for (const name of Object.keys(process.env)) if (leading.test(name)) delete process.env[name];
  Object.assign(process.env, localEnvironment, variables);
};
