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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { hub, organizationHub } from '../../support/organization-hub.ts';
import { run } from '../set-up/run.ts';
import { startMinistack } from '../support/ministack.ts';

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

  const policy = policyText(`
organization:
  accounts: { units: [${unit}] }
  regions: [eu-west-1, us-east-1]
  changesPerSweep: { count: 100 }
  placesDrifted: { percent: 100 }`);
  const stage = await organizationHub(policy, { accounts: ids, regions });
  const { local, env } = stage;
  // From the beginning: a session that has begun lasts for an hour.
  local.trust.roles.delete(must(ids[0]));
  local.trust.roles.get(must(ids[3]))?.delete('mountguard-write');
  for (const account of ids) for (const region of regions) stage.furnish({ account, region });
  const { POLICY_URI: _, AWS_REGION: __, ...variables } = { ...env, AWS_ENDPOINT_URL_ORGANIZATIONS: ministack.url };
  const lambda = new LambdaClient(at);
  const arns: Record<string, string> = { 'AWS::Partition': 'aws' };
  for (const [id, name] of [
    ['Sweep', 'sweep'],
    ['Remediate', 'remediate'],
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
    queued: stage.queued,
    coverage: stage.coverage,
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
      await stage.close();
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

  it('only plans when it is told so, whatever else its input says', async () => {
    const act = [{ account: stage.ids[1], region: 'eu-west-1' }];
    const more = { discovered: { places: act }, act, acting: 1, withheld: [], place: act[0] };
    const { status, report, cause } = await stage.run('plan.only', { dryRun: true, ...more });
    expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
    const counts = { places: 40, swept: 38, changes: 36, notEnforced: 2, queued: 0 };
    expect(report).toMatchObject({ ...counts, withheld: ['This run only plans.'] });
    expect(stage.queued()).toEqual([]);
  });

  it.each([{}, { dryRun: 'false' }])('does not begin, and says why, when its input is %o', async (input) => {
    const { status, error, cause } = await stage.run(`bad-${Object.keys(input).length}`, input);
    expect([status, error, cause]).toEqual(['FAILED', 'BadInput', expect.stringMatching(/Start the run with/)]);
  });

  it('queues what drifted, names each place that it could not sweep and why, and leaves out suspended accounts and those where nothing may write', async () => {
    const [roleless, disabled, throttled, readOnly] = stage.ids;
    stage.local.disable(must(disabled), 'us-east-1');
    stage.local.at(must(throttled), 'us-east-1').faults.next('efs:DescribeFileSystems', {
      error: 'ThrottlingException',
      times: 100,
      status: 400,
    });
    const { status, report } = await stage.run('act', { dryRun: false });
    expect(status).toBe('SUCCEEDED');
    expect(report).toMatchObject({
      ...{ places: 40, swept: 36, notEnforced: 2, overdue: 0, withheld: [] },
      notSweptBy: { 'region-disabled': 1, 'role-missing': 2, throttled: 1 },
    });
    const named = report.notSwept.map(
      ({ account, region, code }: Record<string, string>) => `${account} ${region} ${code}`,
    );
    expect(named.toSorted()).toEqual(
      [
        `${roleless} eu-west-1 role-missing`,
        `${roleless} us-east-1 role-missing`,
        `${disabled} us-east-1 region-disabled`,
        `${throttled} us-east-1 throttled`,
      ].toSorted(),
    );
    const queued = stage.queued().map(({ account, region }) => `${account}/${region}`);
    expect([queued.length, new Set(queued).size]).toEqual([34, 34]);
    expect(
      queued.filter((place) => [stage.suspended, readOnly].some((account) => place.startsWith(`${account}`))),
    ).toEqual([]);
  });

  it('fails by a fault of the hub, and tells it of no place', async () => {
    // What the children of the map read, and no other task.
    stage.local.hub.faults.next('dynamodb:GetItem', { error: 'AccessDeniedException', times: 400, status: 400 });
    const { status, error } = await stage.run('broken', { dryRun: false });
    expect([status, error]).toEqual(['FAILED', 'RunFailed']);
    const { places } = await stage.coverage.listCoverage();
    expect(places.flatMap(({ swept, notSwept }) => [swept?.run, notSwept?.run])).not.toContain('broken');
  });
});
