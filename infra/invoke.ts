import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EFSClient } from '@aws-sdk/client-efs';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { functionFor } from './function-for.ts';
import { localAws } from './local/local-aws.ts';
import { addSampleAccount } from './local/sample-account.ts';
import { createTables, localTables } from './local/tables.ts';
import { takeLocalEnvironment } from './own-environment.ts';
import { loadFunction } from './run-function.ts';

const usage = `Usage: npm run invoke -- FILE [--aws] [--write]

Sends an event or payload (see events/) to the built function that it is for, remediate or sweep, and prints the
function's log lines and its answer.

  FILE     a JSON file
  --aws    read the account that your AWS credentials lead to, instead of a local sample account
  --write  with --aws: let it write where the policy enforces; needs the LEDGER_TABLE, IDEMPOTENCY_TABLE and QUEUE_URL of a
           deployment, and its REGION_QUEUE_URL for events about security groups

With --aws the policy is the one that POLICY_URI names, by default infra/policy.yaml, and the account is that of
OWN_ROLE_ARN, by default your own.`;

const project = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};

const readArguments = () => {
  try {
    const options = { aws: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [file, ...rest] = positionals;
    return file === undefined || rest.length > 0 ? fail(usage) : { file, ...values };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
};

const readEvent = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return fail(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : error}`);
  }
};

const needs = (what: string) => (error: unknown) =>
  fail(`--aws needs ${what} (${error instanceof Error ? error.message : error})`);

/** The role of that name in the account of the credentials: its changes are mountguard's own. */
const ownRole = async (): Promise<string> => {
  const { Arn = '' } = await new STSClient({})
    .send(new GetCallerIdentityCommand({}))
    .catch(needs('sts:GetCallerIdentity'));
  const [, partition, , , account] = Arn.split(':');
  return `arn:${partition}:iam::${account}:role/mountguard-remediate`;
};

const { file, aws, write } = readArguments();
const event = await readEvent(file);

const local = localAws();
const endpoint = await local.listen();
const localQueue = async (): Promise<string> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint: endpoint.url, region: 'us-east-1', credentials });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'mountguard-work' }));
  return QueueUrl;
};

if (aws) {
  const client = new EFSClient({});
  // The bundle knows only the credentials that Lambda gives it; profiles and SSO are resolved here.
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials().catch(needs('credentials'));
  process.env['AWS_REGION'] = await client.config.region().catch(needs('a region: set AWS_REGION'));
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
  delete process.env['AWS_SESSION_TOKEN'];
  if (sessionToken !== undefined) process.env['AWS_SESSION_TOKEN'] = sessionToken;
  if (!write) {
    await createTables({ endpoint: endpoint.url });
    process.env['DRY_RUN'] = 'true';
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint.url;
    process.env['LEDGER_TABLE'] = localTables.ledger;
    process.env['IDEMPOTENCY_TABLE'] = localTables.idempotency;
    // A dry run sends nothing; the sweep only wants to know where it would.
    process.env['QUEUE_URL'] = await localQueue();
  }
  process.env['OWN_ROLE_ARN'] ??= await ownRole();
  process.env['POLICY_URI'] ??= `file:${project('infra/policy.yaml')}`;
} else {
  const policyUri = process.env['POLICY_URI'] ?? `file:${project('infra/story/policy.yaml')}`;
  takeLocalEnvironment({
    AWS_ENDPOINT_URL: endpoint.url,
    LEDGER_TABLE: localTables.ledger,
    IDEMPOTENCY_TABLE: localTables.idempotency,
    OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/mountguard-remediate',
    POLICY_URI: policyUri,
  });
  addSampleAccount(local.world);
  await createTables({ endpoint: endpoint.url });
  process.env['QUEUE_URL'] = await localQueue();
}
const name = functionFor(event);
process.env['AWS_LAMBDA_FUNCTION_NAME'] ??= `mountguard-${name}`;

const timeoutMs = { remediate: 60_000, sweep: 300_000 };
const run = await loadFunction(project(`dist/${name}/index.mjs`), `mountguard-${name}`, timeoutMs[name]);
const { answer, error, lines } = await run(event);
await endpoint.close();

for (const line of lines) console.error(JSON.stringify(line));
if (error) fail(`${error.name}: ${error.message}`);
console.log(JSON.stringify(answer, null, 2));
