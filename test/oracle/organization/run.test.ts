import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localOrganization } from '../../../infra/local/organization/local-organization.ts';
import { createTables, localTables } from '../../../infra/local/tables.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import { policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { run } from '../set-up/run.ts';
import { startMinistack } from '../support/ministack.ts';

const hub = { account: '111122223333', region: 'eu-west-1' };
const regions = ['eu-west-1', 'us-east-1'];
const credentials = { accessKeyId: 'hub', secretAccessKey: 'hub' };
const accounts = 20;
const asl = new URL('../../../infra/organization/run.asl.json', import.meta.url);

/** A folder of the build, zipped as Lambda takes it. */
const zipped = async (name: string, policy: string, into: string): Promise<Uint8Array> => {
  const folder = fileURLToPath(new URL(`../../../dist/organization/${name}`, import.meta.url));
  const copy = join(into, name);
  await run('cp', ['-r', folder, copy]);
  await writeFile(join(copy, 'policy.yaml'), policy);
  await run('python3', [
    '-c',
    'import shutil, sys; shutil.make_archive(*sys.argv[1:2], "zip", sys.argv[2])',
    copy,
    copy,
  ]);
  return readFile(`${copy}.zip`);
};

/** The hub's functions and state machine in MiniStack, over an organisation of twenty accounts with two Regions each on this machine. */
const deployed = async () => {
  const ministack = await startMinistack();
  const at = { region: hub.region, endpoint: ministack.url, credentials };
  const folder = await mkdtemp(join(tmpdir(), 'mountguard-run-'));
  const organizations = new OrganizationsClient(at);
  const root = must(must((await organizations.send(new ListRootsCommand({}))).Roots)[0]?.Id);
  const made = await organizations.send(new CreateOrganizationalUnitCommand({ ParentId: root, Name: 'workloads' }));
  const unit = must(made.OrganizationalUnit?.Id);
  const join20 = async (name: string): Promise<string> => {
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }),
    );
    const AccountId = must(CreateAccountStatus?.AccountId);
    const move = { AccountId, SourceParentId: root, DestinationParentId: unit };
    await organizations.send(new MoveAccountCommand(move));
    return AccountId;
  };
  const ids = await Promise.all(Array.from({ length: accounts }, (_, index) => join20(`member-${index}`)));
  const suspended = await join20('suspended');
  await organizations.send(new CloseAccountCommand({ AccountId: suspended }));

  const local = localOrganization({ hub, externalId: 'mg-1', accounts: ids, regions });
  // From the beginning: a session that has begun lasts for an hour.
  local.trust.roles.delete(must(ids[0]));
  const listening = await local.listen();
  const endpoint = listening.url;
  const sqs = new SQSClient({ region: hub.region, endpoint, credentials });
  const queue = async (QueueName: string) => must((await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl);
  await createTables({ endpoint });
  for (const account of ids)
    for (const region of regions) {
      const { world } = local.at(account, region);
      const rules = [{ peer: { cidrIpv4: '10.0.0.0/8' } }];
      addGroup(world, { name: 'nfs-prod', tags: { 'nfs-access': 'prod' }, rules });
      const { id: stray } = addGroup(world, { name: 'stray', rules });
      const { id: fileSystemId } = addFileSystem(world, { tags: { environment: 'prod' } });
      addMountTarget(world, { fileSystemId, groupIds: [stray] });
    }
  const variables = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_ORGANIZATIONS: ministack.url,
    LEDGER_TABLE: localTables.ledger,
    IDEMPOTENCY_TABLE: localTables.idempotency,
    QUEUE_URL: await queue('work'),
    REGION_QUEUE_URL: await queue('region'),
    OWN_ROLE_ARN: `arn:aws:iam::${hub.account}:role/mountguard-remediate`,
    ORGANIZATION_ID: 'o-ab12cd34ef',
    EXTERNAL_ID: 'mg-1',
    SWEEP_OVERDUE_HOURS: '3',
  };
  const lambda = new LambdaClient(at);
  const policy = policyText(`
organization:
  accounts: { units: [${unit}] }
  regions: [eu-west-1, us-east-1]
  changesPerSweep: { count: 100 }
  placesDrifted: { percent: 100 }`);
  const arns: Record<string, string> = { 'AWS::Partition': 'aws' };
  for (const [id, name] of [
    ['Sweep', 'sweep'],
    ['Organization', 'organization'],
  ] as const) {
    const { FunctionArn } = await lambda.send(
      new CreateFunctionCommand({
        FunctionName: `mountguard-${name}`,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: variables.OWN_ROLE_ARN,
        Timeout: 300,
        MemorySize: 512,
        Code: { ZipFile: await zipped(name, policy, folder) },
        Environment: { Variables: variables },
      }),
    );
    arns[`${id}.Arn`] = must(FunctionArn);
  }
  const definition = (await readFile(asl, 'utf8'))
    .replaceAll(/\$\{([\w:.]+)\}/g, (_, name: string) => must(arns[name]))
    // A process for each child: this machine has two processors.
    .replaceAll('"MaxConcurrency": 40', '"MaxConcurrency": 4');
  const states = new SFNClient(at);
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({ name: 'mountguard', definition, roleArn: variables.OWN_ROLE_ARN }),
  );
  return {
    local,
    ids,
    suspended,
    queued: () => (local.hub.world.queues.get('work')?.messages ?? []).map(({ body }) => JSON.parse(body)),
    run: async (name: string, input: object) => {
      const { executionArn } = await states.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
      );
      for (;;) {
        const { status, output, error, cause } = await states.send(new DescribeExecutionCommand({ executionArn }));
        if (status !== 'RUNNING')
          return { status, ...(output !== undefined && { report: JSON.parse(output) }), error, cause };
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    stop: async () => {
      await ministack.stop();
      await listening.close();
      sqs.destroy();
      await rm(folder, { recursive: true });
    },
  };
};

describe('a run over twenty accounts with two Regions each, in MiniStack', () => {
  let stage: Awaited<ReturnType<typeof deployed>>;
  beforeAll(async () => {
    stage = await deployed();
  });
  afterAll(() => stage.stop());

  it('only plans when it is told so', async () => {
    const { status, report, cause } = await stage.run('plan-only', { dryRun: true });
    expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
    expect(report).toMatchObject({ places: 40, swept: 38, changes: 38, queued: 0, withheld: ['This run only plans.'] });
    expect(stage.queued()).toEqual([]);
  });

  it('queues what drifted, names each place that it could not sweep and why, and leaves suspended accounts out', async () => {
    const [roleless, disabled, throttled] = stage.ids;
    stage.local.disable(must(disabled), 'us-east-1');
    stage.local.at(must(throttled), 'us-east-1').faults.next('efs:DescribeFileSystems', {
      error: 'ThrottlingException',
      times: 100,
      status: 400,
    });
    const { status, report } = await stage.run('act', { dryRun: false });
    expect(status).toBe('SUCCEEDED');
    expect(report).toMatchObject({
      places: 40,
      swept: 36,
      notSweptBy: { 'region-disabled': 1, 'role-missing': 2, throttled: 1 },
      withheld: [],
    });
    const named = report.notSwept.map(({ account, region, code }: Record<string, string>) => [account, region, code]);
    expect(new Set(named.map((it: unknown) => JSON.stringify(it)))).toEqual(
      new Set(
        [
          [roleless, 'eu-west-1', 'role-missing'],
          [roleless, 'us-east-1', 'role-missing'],
          [disabled, 'us-east-1', 'region-disabled'],
          [throttled, 'us-east-1', 'throttled'],
        ].map((it) => JSON.stringify(it)),
      ),
    );
    const queued = stage.queued().map(({ account, region }) => `${account}/${region}`);
    expect(queued).toHaveLength(36);
    expect(new Set(queued).size).toBe(36);
    expect(queued.some((place) => place.startsWith(stage.suspended))).toBe(false);
  });

  it('fails and says why when the policy cannot be used', async () => {
    stage.local.hub.faults.next('dynamodb:UpdateItem', { error: 'AccessDeniedException', times: 400, status: 400 });
    const { status } = await stage.run('broken', { dryRun: false });
    expect(status).toBe('FAILED');
  });
});
