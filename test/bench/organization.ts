import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClients } from '../../functions/aws/client/clients.ts';
import { coverageItems } from '../../functions/aws/ledger/coverage.ts';
import { assembleSweep } from '../../functions/runtime/assemble-sweep.ts';
import { answer } from '../../functions/sweep/answer.ts';
import { localOrganization } from '../../infra/local/organization/local-organization.ts';
import { createTables, localTables } from '../../infra/local/tables.ts';
import { addGroup } from '../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../infra/local/world/storage.ts';
import { lambdaContext } from '../support/engine-app.ts';
import { policyText } from '../support/engine-scene.ts';
import { must } from '../support/must.ts';
import { type Row, whole } from './row.ts';

const hub = { account: '111122223333', region: 'eu-west-1' };
const place = { account: '222233334444', region: 'eu-west-1' };
const [fileSystems, mountTargetsEach] = [20, 3];
/** The organization that the figures are for. */
const [accounts, regions, atOnce] = [500, 4, 40];
const latencyMs = 30;

/** US dollars in us-east-1: a GB-second and a million requests of Lambda on ARM, of Express executions, and a million units of DynamoDB on demand. */
const prices = {
  lambda: { second: 0.0000133334, million: 0.2 },
  express: { second: 0.00001667, million: 1 },
  dynamo: { reads: 0.125, writes: 0.625 },
};

const text = policyText(`
organization:
  regions: [eu-west-1]`);

/** A place in which nothing drifted, and the sweep of the hub, which has not seen it yet. */
const staged = async () => {
  const local = localOrganization({ hub, externalId: 'mg-1', accounts: [place.account], regions: [place.region] });
  const { url, close } = await local.listen();
  const directory = await mkdtemp(join(tmpdir(), 'mountguard-bench-'));
  await writeFile(join(directory, 'policy.yaml'), text);
  const at = { region: hub.region, endpoint: url, credentials: { accessKeyId: 'hub', secretAccessKey: 'hub' } };
  const sqs = new SQSClient(at);
  const queue = async (QueueName: string) => must((await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl);
  await createTables({ endpoint: url });
  const env = {
    AWS_REGION: hub.region,
    AWS_ENDPOINT_URL: url,
    POLICY_URI: `file:${join(directory, 'policy.yaml')}`,
    LEDGER_TABLE: localTables.ledger,
    QUEUE_URL: await queue('work'),
    REGION_QUEUE_URL: await queue('region'),
    OWN_ROLE_ARN: `arn:aws:iam::${hub.account}:role/mountguard-remediate`,
    ORGANIZATION_ID: 'o-ab12cd34ef',
    EXTERNAL_ID: 'mg-1',
  };
  const before = { ...process.env };
  Object.assign(process.env, env);
  await coverageItems(awsClients(at).dynamo(), localTables.ledger).recordDiscovered(
    { ...place, name: 'm', units: [] },
    1,
  );
  const { world, faults, calls } = local.at(place.account, place.region);
  const rules = [{ peer: { cidrIpv4: '10.0.0.0/8' } }];
  const { id: wanted } = addGroup(world, { name: 'nfs-prod', tags: { 'nfs-access': 'prod' }, rules });
  for (let n = 0; n < fileSystems; n += 1) {
    const { id: fileSystemId } = addFileSystem(world, { tags: { environment: 'prod' } });
    for (let m = 0; m < mountTargetsEach; m += 1) addMountTarget(world, { fileSystemId, groupIds: [wanted] });
  }
  faults.set({ latencyMs });
  local.hub.faults.set({ latencyMs });
  const sweep = answer(assembleSweep(env));
  const count = (service: string) => calls.total(service) + local.hub.calls.total(service);
  return {
    /** One child of the map: how long it took in ms, and its calls. */
    child: async () => {
      calls.reset();
      local.hub.calls.reset();
      const startedAt = performance.now();
      await sweep({ sweep: { place, run: 'r-1' }, dryRun: true }, lambdaContext(280_000));
      const ms = performance.now() - startedAt;
      return { ms, read: count('efs:') + count('ec2:'), sts: count('sts:'), ledger: count('dynamodb:') };
    },
    close: async () => {
      for (const name of Object.keys(env)) delete process.env[name];
      Object.assign(process.env, before);
      sqs.destroy();
      await close();
      await rm(directory, { recursive: true });
    },
  };
};

/** What a run over 500 accounts with four Regions costs, from one place that is really swept. */
export const organizationRun = async (): Promise<readonly Row[]> => {
  const stage = await staged();
  const out = console.log;
  // What the function logs is no row.
  console.log = () => undefined;
  try {
    await stage.child();
    const { ms, read, sts, ledger } = await stage.child();
    const places = accounts * regions;
    const seconds = ms / 1000;
    const { lambda, express, dynamo } = prices;
    const perRun =
      places * (seconds * lambda.second + lambda.million / 1e6) +
      places * (seconds * (64 / 1024) * express.second + express.million / 1e6) +
      (places * ledger * dynamo.writes) / 1e6;
    return [
      {
        what: 'calls to EFS and EC2, a place of 20 file systems, nothing drifted',
        ours: `${read}`,
        against: 'at most 5',
        met: read <= 5,
      },
      {
        what: 'calls to STS and to DynamoDB of it, once its roles are assumed',
        ours: `${sts} and ${ledger}`,
        against: 'no bar',
      },
      {
        what: `time of it at ${latencyMs} ms a call`,
        ours: `${seconds.toFixed(2)} s`,
        against: 'a child lives for 300 s',
      },
      {
        what: `${whole(places)} places, ${atOnce} at a time: calls to EFS and EC2, time`,
        ours: `${whole(places * read)} calls, ${((places / atOnce) * seconds).toFixed(0)} s (computed)`,
        against: 'no bar',
      },
      {
        what: 'dollars of a run in which nothing drifted, and of a month of them, hourly',
        ours: `${perRun.toFixed(3)} and ${(perRun * 730).toFixed(0)} (computed, every DynamoDB call counted as a write)`,
        against: 'no bar',
      },
    ];
  } finally {
    console.log = out;
    await stage.close();
  }
};
