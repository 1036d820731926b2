import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { fs, mt, sg, vpc } from './ids.ts';
import { json, type Reply, wireStub, xml } from './wire-stub.ts';

const against = async (...replies: readonly [Reply, ...Reply[]]) => {
  const { client, requests } = await wireStub(...replies);
  return { requests, reader: awsReader(awsClients(client)) };
};

const mountTarget = (id: string, more: object = {}) => ({
  MountTargetId: id,
  FileSystemId: fs,
  SubnetId: 'subnet-1',
  LifeCycleState: 'available',
  VpcId: vpc,
  ...more,
});
const owner = '123456789012';
const fileSystem = (more: object) => ({ FileSystemId: fs, OwnerId: owner, NumberOfMountTargets: 1, ...more });
const group = (id: string, more = '<groupName>app</groupName><tagSet/>', by = `<ownerId>${owner}</ownerId>`) =>
  `<item><groupId>${id}</groupId>${by}${more}</item>`;
const groups = (items: string, more = '') =>
  xml('GetSecurityGroupsForVpc', `<securityGroupForVpcSet>${items}</securityGroupForVpcSet>${more}`);

describe('one mount target', () => {
  it('is read with its state as AWS names it', async () => {
    const { reader, requests } = await against(
      json({ MountTargets: [mountTarget(mt, { LifeCycleState: 'resting', AvailabilityZoneName: 'eu-west-1a' })] }),
    );
    expect(await reader.mountTarget(mt)).toEqual({
      id: mt,
      fileSystemId: fs,
      vpcId: vpc,
      lifeCycleState: 'resting',
      availabilityZone: 'eu-west-1a',
    });
    expect(requests.map(({ url }) => url)).toEqual([`/2015-02-01/mount-targets?MountTargetId=${mt}`]);
  });

  it('is never another one than was asked about', async () => {
    const { reader } = await against(json({ MountTargets: [mountTarget('fsmt-00000009')] }));
    expect(await reader.mountTarget(mt)).toBeUndefined();
  });

  it.each([
    { without: 'VpcId', answer: mountTarget(mt, { VpcId: undefined }) },
    { without: 'LifeCycleState', answer: mountTarget(mt, { LifeCycleState: undefined }) },
    { without: 'FileSystemId', answer: mountTarget(mt, { FileSystemId: undefined }) },
  ])('without $without is a fault', async ({ without, answer }) => {
    const { reader } = await against(json({ MountTargets: [answer] }));
    await expect(reader.mountTarget(mt)).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'aws-error',
      message: expect.stringContaining(`without ${without}`),
    });
  });
});

describe('the mount targets of a file system', () => {
  it('are read from every page', async () => {
    const { reader, requests } = await against(
      json({ MountTargets: [mountTarget('fsmt-00000001')], NextMarker: 'two' }),
      json({ MountTargets: [mountTarget('fsmt-00000002'), mountTarget('fsmt-00000003')] }),
    );
    const found = await reader.mountTargetsOf(fs);
    expect(found?.map(({ id }) => id)).toEqual(['fsmt-00000001', 'fsmt-00000002', 'fsmt-00000003']);
    expect(requests.map(({ url }) => new URL(url, 'http://efs').searchParams.get('Marker'))).toEqual([null, 'two']);
  });

  it('end in a fault when a page token comes back', async () => {
    const { reader, requests } = await against(json({ MountTargets: [], NextMarker: 'again' }));
    await expect(reader.mountTargetsOf(fs)).rejects.toMatchObject({
      code: 'aws-error',
      message: expect.stringContaining('"again"'),
    });
    expect(requests).toHaveLength(2);
  });

  it('are a fault when the list itself is missing', async () => {
    const { reader } = await against(json({}));
    await expect(reader.mountTargetsOf(fs)).rejects.toMatchObject({ code: 'aws-error' });
  });
});

describe('the groups attached to a mount target', () => {
  it('are read as AWS lists them', async () => {
    const { reader } = await against(json({ SecurityGroups: [sg(2), sg(1)] }));
    expect(await reader.attachedGroups(mt)).toEqual([sg(2), sg(1)]);
  });

  it.each([
    { what: 'an id that is not one', body: { SecurityGroups: [sg(1), 'sg-new~form'] }, says: '"sg-new~form"' },
    { what: 'no list', body: {}, says: 'without SecurityGroups' },
  ])('are a fault with $what', async ({ body, says }) => {
    const { reader } = await against(json(body));
    await expect(reader.attachedGroups(mt)).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'aws-error',
      message: expect.stringContaining(says),
    });
  });
});

describe('the interfaces of mount targets', () => {
  it('are asked about two hundred at a time; what EC2 does not show is absent', async () => {
    const shown = `<item><networkInterfaceId>eni-1</networkInterfaceId><vpcId>${vpc}</vpcId><groupSet/></item>`;
    const answer = (items: string) =>
      xml('DescribeNetworkInterfaces', `<networkInterfaceSet>${items}</networkInterfaceSet>`);
    const { reader, requests } = await against(answer(shown), answer(''));
    const ids = Array.from({ length: 201 }, (_, n) => `eni-${n}`);
    expect(await reader.interfaces(ids)).toMatchObject([{ networkInterfaceId: 'eni-1', attached: [] }]);
    const asked = requests.map(({ body }) => [...new URLSearchParams(body).values()].filter((it) => /^eni-/.test(it)));
    expect(asked.map(({ length }) => length).sort()).toEqual([1, 200]);
    expect(asked.flat().sort()).toEqual(ids.toSorted());
    expect(await reader.interfaces([])).toEqual([]);
    expect(requests).toHaveLength(2);
  });
});

describe('a file system', () => {
  it('is read with its tags, whatever they are called', async () => {
    const Tags = [
      { Key: '__proto__', Value: 'x' },
      { Key: 'team', Value: '' },
    ];
    const { reader } = await against(json({ FileSystems: [fileSystem({ Tags })] }));
    expect(await reader.fileSystem(fs)).toEqual({
      id: fs,
      owner,
      tags: new Map([
        ['__proto__', 'x'],
        ['team', ''],
      ]),
    });
  });

  it('without tags has an empty list of them', async () => {
    const { reader } = await against(json({ FileSystems: [fileSystem({ Tags: [] })] }));
    expect((await reader.fileSystem(fs))?.tags).toEqual(new Map());
  });

  it.each([
    { what: 'no list of tags', answer: fileSystem({}), says: 'without Tags' },
    { what: 'no owner', answer: fileSystem({ OwnerId: undefined, Tags: [] }), says: 'without OwnerId' },
    { what: 'a tag that has no value', answer: fileSystem({ Tags: [{ Key: 'team' }] }), says: 'without Value' },
  ])('is a fault with $what', async ({ answer, says }) => {
    const { reader } = await against(json({ FileSystems: [answer] }));
    await expect(reader.fileSystem(fs)).rejects.toMatchObject({
      code: 'aws-error',
      message: expect.stringContaining(says),
    });
  });
});

describe('the groups usable in a VPC', () => {
  it('are read from every page, shared ones included', async () => {
    const shared = `<groupName>shared</groupName><primaryVpcId>vpc-00000009</primaryVpcId>
      <tagSet><item><key>nfs-access</key><value/></item></tagSet>`;
    const { reader, requests } = await against(
      groups(group(sg(1)), '<nextToken>two</nextToken>'),
      groups(group(sg(2), shared) + group(sg(3), '<groupName>bare</groupName>'), '<nextToken/>'),
    );
    expect(await reader.usableGroups(vpc)).toEqual([
      { id: sg(1), name: 'app', owner, tags: new Map() },
      { id: sg(2), name: 'shared', owner, tags: new Map([['nfs-access', '']]), vpcId: 'vpc-00000009' },
      { id: sg(3), name: 'bare', owner, tags: new Map() },
    ]);
    const asked = requests.map(({ body }) => new URLSearchParams(body));
    expect(asked.map((it) => [it.get('Action'), it.get('VpcId'), it.get('NextToken')])).toEqual([
      ['GetSecurityGroupsForVpc', vpc, null],
      ['GetSecurityGroupsForVpc', vpc, 'two'],
    ]);
  });

  it.each([
    { what: 'has an id that is not one', items: group('sg-new~form') },
    { what: 'has no name', items: group(sg(1), '') },
    { what: 'has no owner', items: group(sg(1), '<groupName>app</groupName>', '') },
  ])('are a fault when one of them $what', async ({ items }) => {
    const { reader } = await against(groups(items));
    await expect(reader.usableGroups(vpc)).rejects.toMatchObject({ name: 'TerminalError', code: 'aws-error' });
  });

  it('may be none', async () => {
    const { reader } = await against(groups(''));
    expect(await reader.usableGroups(vpc)).toEqual([]);
  });

  it('are a fault when the list is missing', async () => {
    const { reader } = await against(xml('GetSecurityGroupsForVpc', ''));
    await expect(reader.usableGroups(vpc)).rejects.toMatchObject({ code: 'aws-error' });
  });
});
