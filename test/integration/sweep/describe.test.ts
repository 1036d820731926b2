import { describe, expect, it } from 'vitest';
import { checkTable } from '../../../functions/aws/ledger/check-table.ts';
import type { Description } from '../../../functions/engine/sweep/describe.ts';
import { ledgerDefinition, localTables } from '../../../infra/local/tables.ts';
import { safetyScene } from '../../support/safety-scene.ts';

type Scene = Awaited<ReturnType<typeof safetyScene>>;

const described = async (it: Scene, over = {}): Promise<Description> =>
  (await it.sweep({ describe: true }, over)) as unknown as Description;

const grantOf = ({ checks }: Description) => checks.find(({ check }) => check === 'grant');

describe('a description of the deployment', () => {
  it('says that the policy is read and that EFS and EC2 let the role read, by reads alone', async () => {
    const it = await safetyScene();
    it.aws.calls.reset();
    expect(await described(it)).toMatchObject({
      writes: 'on',
      policyVersion: expect.stringMatching(/^[0-9a-f]{64}$/),
      checks: [
        { check: 'policy', ok: true },
        { check: 'grant', ok: true, explanation: expect.stringContaining(it.mountTarget.id) },
        { check: 'gate', ok: true },
      ],
    });
    const reads = [
      'dynamodb:GetItem',
      'efs:DescribeFileSystems',
      'efs:DescribeMountTargetSecurityGroups',
      'efs:DescribeMountTargets',
    ];
    expect(Object.keys(it.aws.calls.counts()).toSorted()).toEqual(reads);
  });

  it('names the action at EC2, the parameter and who else may refuse, where AWS names nothing', async () => {
    const it = await safetyScene();
    const message = 'User is not authorized to perform that action on the specified resource';
    it.aws.faults.next('efs:DescribeMountTargetSecurityGroups', { error: 'AccessDeniedException', message });
    const { ok, explanation } = grantOf(await described(it)) ?? {};
    expect(ok).toBe(false);
    for (const told of ['ec2:DescribeNetworkInterfaceAttribute', 'NetworkInterfaceGrant', 'service control policy'])
      expect(explanation).toContain(told);
  });

  it.each([
    { when: 'the deployment may not write', over: { readOnly: true }, says: 'Writes: off' },
    { when: 'AWS does not answer', error: 'ThrottlingException', says: 'Not known' },
  ])('leaves the grant open where $when', async ({ over = {}, error, says }) => {
    const it = await safetyScene();
    if (error) it.aws.faults.next('efs:DescribeMountTargetSecurityGroups', { error, times: 99 });
    const description = await described(it, over);
    expect(grantOf(description)).toMatchObject({ ok: null, explanation: expect.stringContaining(says) });
    expect(description.writes).toBe('readOnly' in over ? 'off' : 'on');
  });

  it('leaves the grant open where there is no mount target', async () => {
    const it = await safetyScene();
    it.aws.world.mountTargets.clear();
    expect(grantOf(await described(it))).toMatchObject({ ok: null });
  });

  it('says what is wrong with the policy, and goes on', async () => {
    const it = await safetyScene();
    it.say('version: 7');
    const { checks } = await described(it);
    expect(checks).toMatchObject([
      { check: 'policy', ok: null },
      { check: 'grant', ok: true },
      { check: 'gate', ok: true },
    ]);
    expect(checks[0]?.explanation).toContain('version');
  });
});

const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = ledgerDefinition;
const right = {
  Table: {
    Table: {
      ...{ TableName: 'kept', KeySchema, AttributeDefinitions },
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((it) => ({ ...it, IndexStatus: 'ACTIVE' })),
    },
  },
  TimeToLive: { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' } },
  ContinuousBackups: {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
  },
};
const keyed = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const table = (say: object) => ({ ...right, Table: { Table: { ...right.Table.Table, ...say } } });
const numbered = (name: string) =>
  table({
    AttributeDefinitions: AttributeDefinitions.map((it) =>
      it.AttributeName === name ? { ...it, AttributeType: 'N' } : it,
    ),
  });
const [index] = right.Table.Table.GlobalSecondaryIndexes;

type Client = Parameters<typeof checkTable>[0];

/** What the checks say of a table of which DynamoDB answers so. */
const checksOf = async (answers: object) => {
  const send = async (command: object) => Object(answers)[command.constructor.name.replace(/^Describe|Command$/g, '')];
  const checks = await checkTable({ send } as unknown as Client, 'kept');
  return Object.fromEntries(checks.map(({ check, ok }) => [check, ok]));
};
const all = {
  ...{ 'ledger-keys': true, 'ledger-index': true, 'ledger-expiry': true, 'ledger-recovery': true },
  'ledger-key': true,
};

describe('the checks of a table that is to be the ledger', () => {
  it('pass where it is as the template makes it', async () => {
    expect(await checksOf(right)).toEqual(all);
  });

  it.each([
    { what: 'other keys', answers: table({ KeySchema: keyed('id', 'sk') }), check: 'ledger-keys' },
    { what: 'no sort key', answers: table({ KeySchema: keyed('pk', 'sk').slice(0, 1) }), check: 'ledger-keys' },
    {
      what: 'a key that is a number',
      answers: numbered('pk'),
      check: 'ledger-keys',
    },
    { what: 'no index', answers: table({ GlobalSecondaryIndexes: [] }), check: 'ledger-index' },
    {
      what: 'an index of keys only',
      answers: table({ GlobalSecondaryIndexes: [{ ...index, Projection: { ProjectionType: 'KEYS_ONLY' } }] }),
      check: 'ledger-index',
    },
    {
      what: 'another index',
      answers: table({ GlobalSecondaryIndexes: [{ ...index, KeySchema: keyed('day', 'sk') }] }),
      check: 'ledger-index',
    },
    {
      what: 'an index by numbers',
      answers: numbered('listed'),
      check: 'ledger-index',
    },
    ...['CREATING', 'DELETING'].map((IndexStatus) => ({
      what: `an index that is ${IndexStatus}`,
      answers: table({ GlobalSecondaryIndexes: [{ ...index, IndexStatus }] }),
      check: 'ledger-index',
    })),
    {
      what: 'no time to live',
      answers: { ...right, TimeToLive: { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } } },
      check: 'ledger-expiry',
    },
    { what: 'no recovery', answers: { ...right, ContinuousBackups: {} }, check: 'ledger-recovery' },
    {
      what: 'a key that DynamoDB may not use',
      answers: table({ SSEDescription: { KMSMasterKeyArn: 'arn', InaccessibleEncryptionDateTime: new Date(0) } }),
      check: 'ledger-key',
    },
  ])('say that it has $what, and nothing else', async ({ answers, check }) => {
    expect(await checksOf(answers)).toEqual({ ...all, [check]: false });
  });

  it('say what a table lacks that was made without an end and without recovery', async () => {
    const it = await safetyScene();
    const checks = await checkTable(it.clients.dynamo(), localTables.ledger);
    expect(checks).toMatchObject([{ ok: true }, { ok: true }, { ok: false }, { ok: false }, { ok: true }]);
  });

  it('leave open what DynamoDB does not tell', async () => {
    const it = await safetyScene();
    it.aws.faults.next('dynamodb:DescribeTable', { error: 'AccessDeniedException', times: 9 });
    const checks = await checkTable(it.clients.dynamo(), localTables.ledger);
    expect(checks).toMatchObject([{ ok: null }, { ok: null }, { ok: false }, { ok: false }, { ok: null }]);
    expect(checks[0]?.explanation).toContain('dynamodb:DescribeTable');
  });
});
