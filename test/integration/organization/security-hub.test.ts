import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { report } from '../../../functions/organization/report.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { removeMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { linesSaying, outputLines } from '../../support/engine-lines.ts';
import { A, organization, type PlaceOf } from './scene.ts';

/** The hub that tells Security Hub of its members, and Security Hub of the first place. */
const telling = async (SECURITY_HUB = 'on') => {
  const it = await organization({ more: { SECURITY_HUB } });
  const lines = outputLines();
  const aws = it.local.at(it.a.account, it.a.region);
  const told = async ({ account, region }: PlaceOf = it.a) =>
    (await it.coverage.placeOnRecord({ account, region }))?.swept?.securityHub;
  const id = (kind: string) => `mountguard/${A}/${it.a.region}/${it.a.mountTarget.id}/${kind}`;
  return { ...it, aws, hub: aws.securityHub, told, id, lines };
};

const states = (hub: Awaited<ReturnType<typeof telling>>['hub']) =>
  hub.findings().map(({ Id, RecordState }) => [Id?.split('/').at(-1), RecordState]);

describe('what Security Hub of a member is told by the sweep of a place', () => {
  it('is one finding of what drifted, in that account and Region alone, which is not sent twice', async () => {
    const it = await telling();
    expect(await it.child(it.a)).toMatchObject({ outcome: 'swept', changes: 1 });
    const { account, region, mountTarget, stray, wanted } = it.a;
    expect(it.hub.findings()).toMatchObject([
      {
        Id: it.id('drift'),
        AwsAccountId: account,
        ProductArn: `arn:aws:securityhub:${region}:${account}:product/${account}/default`,
        Severity: { Label: 'MEDIUM' },
        Compliance: { Status: 'FAILED' },
        RecordState: 'ACTIVE',
        Workflow: { Status: 'NEW' },
        Resources: [
          {
            Id: mountTarget.id,
            Details: {
              Other: {
                FileSystemId: mountTarget.fileSystemId,
                Rule: 'shared-data',
                SecurityGroups: stray,
                RequiredSecurityGroups: wanted,
              },
            },
          },
        ],
      },
    ]);
    expect(it.local.at(it.b.account, it.b.region).securityHub.findings()).toEqual([]);
    expect(await it.told()).toEqual({ active: 1, sent: 1, archived: 0, refused: 0 });
    const before = it.hub.findings();
    expect(await it.child(it.a, { dryRun: false })).toMatchObject({ queued: 1 });
    expect(await it.told()).toEqual({ active: 1, sent: 0, archived: 0, refused: 0 });
    expect(it.hub.findings()).toEqual(before);
  });

  it.each(['put right', 'gone'])('is archived once the mount target is %s', async (end) => {
    const it = await telling();
    await it.child(it.a);
    if (end === 'gone') removeMountTarget(it.aws.world, it.a.mountTarget);
    else setGroups(it.aws.world, it.a.mountTarget.id, [it.a.wanted]);
    await it.child(it.a);
    expect(states(it.hub)).toEqual([['drift', 'ARCHIVED']]);
    expect(await it.told()).toEqual({ active: 0, sent: 0, archived: 1, refused: 0 });
    await it.child(it.a);
    expect(await it.told()).toMatchObject({ archived: 0 });
  });

  it.each([
    { people: 'SUPPRESSED', after: 'SUPPRESSED' },
    { people: 'NOTIFIED', after: 'NEW' },
  ] as const)('leaves $people as it is, and only its return makes it $after', async ({ people, after }) => {
    const it = await telling();
    const status = () => it.hub.findings()[0]?.Workflow?.Status;
    await it.child(it.a);
    it.hub.setWorkflow(it.id('drift'), people);
    const other = addGroup(it.aws.world, { name: 'other', rules: [{ peer: { cidrIpv4: '10.0.0.0/8' } }] });
    setGroups(it.aws.world, it.a.mountTarget.id, [other.id]);
    await it.child(it.a);
    expect(it.hub.findings()[0]?.Resources?.[0]?.Details?.Other?.['SecurityGroups']).toBe(other.id);
    expect(status()).toBe(people);
    setGroups(it.aws.world, it.a.mountTarget.id, [it.a.wanted]);
    await it.child(it.a);
    expect(status()).toBe(people);
    setGroups(it.aws.world, it.a.mountTarget.id, [other.id]);
    await it.child(it.a);
    expect(states(it.hub)).toEqual([['drift', 'ACTIVE']]);
    expect(status()).toBe(after);
  });

  it('is a finding of its own, and a graver one, that NFS is open to the world', async () => {
    const it = await telling();
    const open = addGroup(it.aws.world, { name: 'open', rules: [{ peer: { cidrIpv4: '0.0.0.0/0' } }] });
    setGroups(it.aws.world, it.a.mountTarget.id, [open.id]);
    await it.child(it.a);
    expect(it.hub.findings().map(({ Id, Severity }) => [Id, Severity?.Label])).toEqual([
      [it.id('open-to-world'), 'HIGH'],
      [it.id('drift'), 'MEDIUM'],
    ]);
    setGroups(it.aws.world, it.a.mountTarget.id, [it.a.stray]);
    await it.child(it.a);
    expect(states(it.hub)).toEqual([
      ['open-to-world', 'ARCHIVED'],
      ['drift', 'ACTIVE'],
    ]);
  });

  it('stays as it is where the sweep could not read the mount target', async () => {
    const it = await telling();
    await it.child(it.a);
    it.aws.faults.next('ec2:GetSecurityGroupsForVpc', { error: 'UnauthorizedOperation', status: 403, times: 9 });
    expect(await it.child(it.a)).toMatchObject({ outcome: 'swept', changes: 0 });
    expect(states(it.hub)).toEqual([['drift', 'ACTIVE']]);
  });

  it('is nothing, and nothing is asked, while the parameter is off', async () => {
    const it = await telling('off');
    expect(await it.child(it.a)).toMatchObject({ outcome: 'swept', changes: 1 });
    expect(it.hub.findings()).toEqual([]);
    expect(it.aws.calls.total('securityhub')).toBe(0);
    expect(await it.told()).toBeUndefined();
  });
});

describe('a fault of Security Hub', () => {
  it.each([
    { fault: 'it is not enabled', says: /^Security Hub is not enabled in account 222233334444 and Region eu-west-1/ },
    { fault: 'AccessDeniedException', says: /grant securityhub:GetFindings.* SecurityHub=on/s },
    { fault: 'TooManyRequestsException', says: /TooManyRequestsException/ },
  ])('neither stops nor changes the sweep when $fault, and is named', async ({ fault, says }) => {
    const it = await telling();
    vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    if (fault === 'it is not enabled') it.hub.enable(false);
    else
      it.aws.faults.next('securityhub:GetFindings', { error: fault, times: 20, status: fault[0] === 'A' ? 403 : 429 });
    expect(await it.child(it.a)).toMatchObject({ outcome: 'swept', changes: 1 });
    const told = { active: 0, sent: 0, archived: 0, refused: 0, fault: expect.stringMatching(says) };
    expect(await it.told()).toEqual(told);
    expect(linesSaying('Security Hub not told everything', it.lines)).toMatchObject([
      { level: 'WARN', account: A, region: 'eu-west-1', ...told },
    ]);
    const ports = { coverage: it.coverage, clock: { now: Date.now } } as unknown as Parameters<typeof report>[0];
    const silent = { warn: () => undefined, info: () => undefined, gauge: () => undefined };
    await it.child(it.b);
    expect((await report(ports, silent, { run: 'run-1', withheld: [] }, 3)).securityHub).toEqual({
      ...{ active: 1, sent: 1, archived: 0, refused: 0, faults: 1 },
      notTold: [{ account: A, name: 'member', region: 'eu-west-1', fault: told.fault }],
    });
  });
});
