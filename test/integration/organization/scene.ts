import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import { onTestFinished, vi } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { coverageItems } from '../../../functions/aws/ledger/coverage.ts';
import { answer as remediateAnswer } from '../../../functions/remediate/answer.ts';
import { assemble } from '../../../functions/runtime/assemble.ts';
import { assembleSweep } from '../../../functions/runtime/assemble-sweep.ts';
import { answer as sweepAnswer } from '../../../functions/sweep/answer.ts';
import { localOrganization } from '../../../infra/local/organization/local-organization.ts';
import { createTables, localTables } from '../../../infra/local/tables.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, groupsOf } from '../../../infra/local/world/storage.ts';
import { lambdaService, queryService } from '../../../infra/sample/control-plane.ts';
import { lambdaContext } from '../../support/engine-app.ts';
import { message, modified } from '../../support/engine-events.ts';
import { policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { cli } from '../../support/run-cli.ts';

const hub = { account: '111122223333', region: 'eu-west-1' };
export const [A, B] = ['222233334444', '333344445555'];
const regions = ['eu-west-1', 'us-east-1'];
export const unit = 'ou-ab12-11111111';

export interface PlaceOf {
  readonly account: string;
  readonly region: string;
}

export const organizationText = `
organization:
  regions: [eu-west-1, us-east-1]`;

/** The hub's two functions, assembled from their environment, over two accounts with two Regions each. Every place has one mount target that drifted. */
export const organization = async ({ policy = policyText(organizationText) } = {}) => {
  const outputs = {
    LedgerTable: localTables.ledger,
    RemediateFunction: 'remediate',
    SweepFunction: 'sweep',
    PolicyUri: 'file:policy.yaml',
  };
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  const services = [
    queryService(
      'cloudformation',
      { state: 1 },
      { DescribeStacks: () => ({ Stacks: [{ StackName: 'mountguard', Outputs }] }) },
    ),
    lambdaService(
      {
        remediate: (event) => remediate(event, lambdaContext()),
        sweep: (event) => sweep(event, lambdaContext(280_000)),
      },
      `arn:aws:iam::${hub.account}:role/mountguard-remediate`,
    ),
  ];
  const local = localOrganization({ hub, externalId: 'mg-1', accounts: [A, B], regions, services });
  const { url, close } = await local.listen();
  const directory = await mkdtemp(join(tmpdir(), 'mountguard-'));
  await writeFile(join(directory, 'policy.yaml'), policy);
  const credentials = { accessKeyId: 'hub', secretAccessKey: 'hub' };
  const sqs = new SQSClient({ region: hub.region, endpoint: url, credentials });
  const queueNamed = async (QueueName: string) =>
    must((await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl);
  await createTables({ endpoint: url });
  const env = {
    AWS_REGION: hub.region,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'hub',
    AWS_SECRET_ACCESS_KEY: 'hub',
    POLICY_URI: `file:${join(directory, 'policy.yaml')}`,
    LEDGER_TABLE: localTables.ledger,
    IDEMPOTENCY_TABLE: localTables.idempotency,
    QUEUE_URL: await queueNamed('work'),
    REGION_QUEUE_URL: await queueNamed('region'),
    OWN_ROLE_ARN: `arn:aws:iam::${hub.account}:role/mountguard-remediate`,
    ORGANIZATION_ID: 'o-ab12cd34ef',
    EXTERNAL_ID: 'mg-1',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    sqs.destroy();
    await close();
    await rm(directory, { recursive: true });
  });
  const coverage = coverageItems(
    awsClients({ region: hub.region, endpoint: url, credentials }).dynamo(),
    localTables.ledger,
  );
  const all = [A, B].flatMap((account) => regions.map((region): PlaceOf => ({ account, region })));
  for (const place of all) await coverage.recordDiscovered({ ...place, name: 'member', units: ['r-ab12', unit] }, 1);

  const placeAt = (place: PlaceOf) => {
    const { world } = local.at(place.account, place.region);
    const rules = [{ peer: { cidrIpv4: '10.0.0.0/8' } }];
    const { id: wanted } = addGroup(world, { name: 'nfs-prod', tags: { 'nfs-access': 'prod' }, rules });
    const { id: stray } = addGroup(world, { name: 'stray', rules });
    const { id: fileSystemId } = addFileSystem(world, { tags: { environment: 'prod' } });
    const mountTarget = addMountTarget(world, { fileSystemId, groupIds: [stray] });
    return { ...place, wanted, stray, mountTarget, groups: () => groupsOf(world, mountTarget.id) };
  };
  const [remediate, sweep] = [remediateAnswer(assemble(env)), sweepAnswer(assembleSweep(env))];
  const [a, aInUs, b, bInUs] = all.map(placeAt);
  return {
    local,
    coverage,
    a: must(a),
    aInUs: must(aInUs),
    b: must(b),
    bInUs: must(bInUs),
    remediate: (event: unknown) => remediate(event, lambdaContext()),
    receive: async (...events: readonly object[]) => {
      const Records = events.map((event, index) => message(`m-${index}`, event));
      const { batchItemFailures } = (await remediate({ Records }, lambdaContext())) as SQSBatchResponse;
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    sweep: (event: unknown, ms = 280_000) => sweep(event, lambdaContext(ms)),
    /** A child of the state machine's map. */
    child: ({ account, region }: PlaceOf, say: object = { dryRun: true }, ms = 280_000) =>
      sweep({ sweep: { place: { account, region }, run: 'run-1' }, ...say }, lambdaContext(ms)),
    /** The command line, with the credentials of a person in the hub's account. */
    cli: (argv: readonly string[], flags: readonly string[] = ['--role-name', 'auditor', '--external-id', 'mg-1']) =>
      cli([...argv, '--organization', '--endpoint-url', url, ...flags], { env, directory }),
    directory,
    url,
    queued: () => (local.hub.world.queues.get('work')?.messages ?? []).map(({ body }) => JSON.parse(body)),
  };
};

/** The event of a member that someone replaced a mount target's groups, as its forwarder sends it. */
export const eventOf = (
  { account, region }: PlaceOf,
  mountTarget: { readonly id: string },
  { by = `arn:aws:iam::${account}:role/someone`, detail = {}, id }: { by?: string; detail?: object; id?: string } = {},
) => {
  const event = modified(mountTarget, id);
  const userIdentity = { type: 'AssumedRole', arn: by, sessionContext: { sessionIssuer: { arn: by } } };
  return {
    ...event,
    ...{ account, region },
    detail: { ...event.detail, awsRegion: region, recipientAccountId: account, userIdentity, ...detail },
  };
};
