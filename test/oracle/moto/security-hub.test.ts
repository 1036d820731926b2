import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { coverageItems } from '../../../functions/aws/ledger/coverage.ts';
import { createTables, localTables } from '../../../infra/local/tables.ts';
import { statementsOfRole } from '../../artifact/iam.ts';
import { builtResources } from '../../artifact/organization/built.ts';
import { must } from '../../support/must.ts';
import { startAwsProxy } from '../support/aws-proxy.ts';
import { environment, policyPath } from '../support/environment.ts';
import { startLambda } from '../support/lambda.ts';
import { startMoto } from '../support/moto.ts';
import { createWorkQueue } from '../support/work-queue.ts';
import { accountIn } from './account.ts';
import { usableGroups } from './usable-groups.ts';

const place = { account: '222233334444', region: 'us-east-1' };
const moto = await startMoto();
const folder = await mkdtemp(join(tmpdir(), 'mountguard-findings-'));

/** Credentials of a member's role, as moto's STS gives them. */
const sts = new STSClient({
  endpoint: moto.url,
  region: place.region,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const { Credentials: given } = await sts.send(
  new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${place.account}:role/people`, RoleSessionName: 'people' }),
);
const credentials = {
  accessKeyId: must(given?.AccessKeyId),
  secretAccessKey: must(given?.SecretAccessKey),
  sessionToken: must(given?.SessionToken),
};
const member = await accountIn(moto.url, credentials);
const inAccount = (of: typeof credentials | undefined) =>
  new SecurityHubClient({
    endpoint: moto.url,
    region: place.region,
    credentials: of ?? { accessKeyId: 'local', secretAccessKey: 'local' },
  });
const findings = async (of?: typeof credentials): Promise<readonly AwsSecurityFinding[]> =>
  (await inAccount(of).send(new GetFindingsCommand({}))).Findings ?? [];

const actionsOf = (template: 'hub.json' | 'member-roles.json', role: string, more = {}): readonly string[] =>
  statementsOfRole(builtResources(template, more), role).flatMap(({ Action }) => Action);
const proxyWith = (SecurityHub: 'on' | 'off') =>
  startAwsProxy({
    endpoint: moto.url,
    granted: new Set([
      ...actionsOf('hub.json', 'SweepRole'),
      ...actionsOf('member-roles.json', 'ReadRole', { SecurityHub }),
    ]),
    substitutes: { 'ec2:GetSecurityGroupsForVpc': usableGroups(member.ec2) },
  });
const [proxy, withoutGrant] = [await proxyWith('on'), await proxyWith('off')];
const queue = await createWorkQueue(moto.url);
const sweepThrough = async ({ url }: { readonly url: string }, SECURITY_HUB: string) =>
  startLambda('organization/sweep', {
    ...environment(url),
    POLICY_URI: `file:${join(folder, 'policy.yaml')}`,
    QUEUE_URL: queue.urlAt(url),
    ORGANIZATION_ID: 'o-ab12cd34ef',
    EXTERNAL_ID: 'mg-1',
    SECURITY_HUB,
  });
const coverage = coverageItems(
  awsClients({
    endpoint: moto.url,
    region: place.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }).dynamo(),
  localTables.ledger,
);

await writeFile(
  join(folder, 'policy.yaml'),
  `${await readFile(policyPath, 'utf8')}organization:\n  regions: [${place.region}]\n`,
);
const sweep = await sweepThrough(proxy, 'on');
const [right, wrong, open] = [await member.group('web'), await member.group('other'), await member.group('open')];
const drifted: string[] = [];
const swept = async (by = sweep) => {
  expect(await by.invoke({ sweep: { place, run: 'r-1' }, dryRun: true })).toMatchObject({
    answer: { ...place, outcome: 'swept' },
  });
  return (await coverage.placeOnRecord(place))?.swept?.securityHub;
};
const statesOf = async (id: string) =>
  (await findings(credentials))
    .filter(({ Id = '' }) => Id.includes(id))
    .map(({ Id = '', RecordState, Workflow }) => [Id.split('/').at(-1), RecordState, Workflow?.Status]);

beforeAll(async () => {
  await createTables({ endpoint: moto.url });
  await coverage.recordDiscovered({ ...place, name: 'member', units: ['r-ab12'] }, 1);
  await member.letIn(right, '10.0.0.0/16');
  await member.letIn(wrong, '10.0.0.0/16');
  await member.letIn(open, '0.0.0.0/0');
  await member.mountTarget('web', [right]);
  for (let index = 0; index < 3; index += 1) drifted.push((await member.mountTarget('web', [wrong])).mountTargetId);
});
afterAll(async () => {
  await sweep.stop();
  await proxy.close();
  await withoutGrant.close();
  await moto.stop();
  await rm(folder, { recursive: true });
});

describe('dist/organization/sweep and Security Hub of moto, allowed what the roles of hub and member allow', () => {
  it('puts a finding of each mount target that drifted into the account of the member, and none into its own', async () => {
    expect(await swept()).toEqual({ active: 3, sent: 3, archived: 0, refused: 0 });
    const found = await findings(credentials);
    expect(found.map(({ AwsAccountId, Resources }) => [AwsAccountId, Resources?.[0]?.Id]).toSorted()).toEqual(
      drifted.map((id) => [place.account, id]).toSorted(),
    );
    expect(await findings()).toEqual([]);
    expect(await swept()).toEqual({ active: 3, sent: 0, archived: 0, refused: 0 });
    expect(await findings(credentials)).toEqual(found);
  });

  it('updates what changed beside what people set of it, and archives what is over', async () => {
    const [first = '', second = ''] = drifted;
    const found = must((await findings(credentials)).find(({ Id }) => Id?.includes(first)));
    const suppressed: AwsSecurityFinding = { ...found, Workflow: { Status: 'SUPPRESSED' } };
    await inAccount(credentials).send(new BatchImportFindingsCommand({ Findings: [suppressed] }));
    await member.setGroups(first, [open]);
    await member.setGroups(second, [right]);
    expect(await swept()).toEqual({ active: 3, sent: 2, archived: 1, refused: 0 });
    expect(await statesOf(first)).toEqual([
      ['drift', 'ACTIVE', 'SUPPRESSED'],
      ['open-to-world', 'ACTIVE', undefined],
    ]);
    expect(await statesOf(second)).toEqual([['drift', 'ARCHIVED', undefined]]);
    const now = must((await findings(credentials)).find(({ Id }) => Id === found.Id));
    expect(Date.parse(must(now.UpdatedAt))).toBeGreaterThan(Date.parse(must(found.UpdatedAt)));
    expect(now.CreatedAt).toBe(found.CreatedAt);
    await member.setGroups(first, [right]);
    expect(await swept()).toEqual({ active: 1, sent: 0, archived: 2, refused: 0 });
    expect(await statesOf(first)).toEqual([
      ['drift', 'ARCHIVED', 'SUPPRESSED'],
      ['open-to-world', 'ARCHIVED', undefined],
    ]);
  });

  it('is refused neither by the roles, nor needs more of them than one right to read and one to send', () => {
    expect([...proxy.refused]).toEqual([]);
    expect([...proxy.used].filter((action) => action.startsWith('securityhub:')).toSorted()).toEqual([
      'securityhub:BatchImportFindings',
      'securityhub:GetFindings',
    ]);
  });

  it('sweeps all the same where the member grants nothing of it, and asks nothing where the hub does not', async () => {
    const denied = await sweepThrough(withoutGrant, 'on');
    const silent = await sweepThrough(withoutGrant, 'off');
    try {
      expect((await swept(denied))?.fault).toMatch(/securityhub:GetFindings.*SecurityHub=on/);
      expect([...withoutGrant.refused]).toEqual(['securityhub:GetFindings']);
      expect(await swept(silent)).toBeUndefined();
    } finally {
      await denied.stop();
      await silent.stop();
    }
  });
});
