import { parseArgs } from 'node:util';
import { localAws } from './local-aws.ts';
import { localOrganization } from './organization/local-organization.ts';
import { createTables, localTables } from './tables.ts';

const usage = `Usage: npm run local -- [--port N] [--seed N] [--creating-ms N] [--deleting-ms N] [--group-limit N] [--strict] [--accounts IDS --regions NAMES]

  --port         port on 127.0.0.1; 4566 by default, 0 for a free one
  --seed         the same seed gives the same ids and faults; 1 by default
  --creating-ms  how long a file system or mount target is "creating"; 0 by default
  --deleting-ms  how long one is "deleting"; 0 by default
  --group-limit  security groups on one mount target; 5 by default
  --strict       calls about the groups of a mount target that is not "available" answer IncorrectMountTargetState
  --accounts     an organisation: these accounts, with commas, beside the hub 111122223333. Their roles mountguard-read and
                 mountguard-write trust the hub, with the external id "local"
  --regions      the Regions of these accounts, with commas; us-east-1 by default

GET /_local/calls counts calls by operation; POST /_local/reset starts anew; POST /_local/faults injects latency, throttling, stale
reads and lost answers: {"latencyMs": 30, "throttle": {"efs": {"rate": 10, "burst": 10}}, "staleReads": {"ms": 500}, "lostShare": 0.01}.
Of an account of an organisation the same below /_local/ACCOUNT/REGION/, as in POST /_local/222233334444/us-east-1/faults.`;

const fail = (error: unknown): never => {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  process.exit(1);
};

const count = (name: string, text: string): number =>
  /^\d{1,9}$/.test(text) ? Number(text) : fail(`--${name} is "${text}"; expected a whole number`);

const readOptions = () => {
  const number = (value: string) => ({ type: 'string', default: value }) as const;
  const options = {
    port: number('4566'),
    seed: number('1'),
    'creating-ms': number('0'),
    'deleting-ms': number('0'),
    'group-limit': number('5'),
    strict: { type: 'boolean', default: false },
    accounts: { type: 'string' },
    regions: { type: 'string' },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(error);
  }
};

const { strict, accounts, regions, ...values } = readOptions();
const option = (name: keyof typeof values): number => count(name, values[name]);

/** What is listed with commas, each of a form. */
const listed = (name: string, text: string, form: RegExp): readonly string[] => {
  const all = text.split(',');
  const wrong = all.find((it) => !form.test(it));
  return wrong === undefined ? all : fail(`--${name} has "${wrong}"; expected ${form.source} with commas between`);
};

const anOrganization = (ids: string) =>
  localOrganization({
    hub: { account: '111122223333', region: 'us-east-1' },
    externalId: 'local',
    accounts: listed('accounts', ids, /^\d{12}$/),
    regions: listed('regions', regions ?? 'us-east-1', /^[a-z]{2,4}(-[a-z]+)+-\d$/),
    seed: option('seed'),
  });

const anAccount = () =>
  localAws({
    seed: option('seed'),
    creatingMs: option('creating-ms'),
    deletingMs: option('deleting-ms'),
    groupLimit: option('group-limit'),
    strictLifeCycle: strict,
  });

const served = accounts === undefined ? anAccount() : anOrganization(accounts);
const { calls } = 'hub' in served ? served.hub : served;
const { url } = await served.listen(option('port')).catch(fail);
await createTables({ endpoint: url });
calls.reset();
console.log(
  `Local AWS (EFS, EC2, SQS, DynamoDB, STS) at ${url} with tables ${localTables.ledger} and ${localTables.idempotency}: ` +
    `export AWS_ENDPOINT_URL=${url} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
);
