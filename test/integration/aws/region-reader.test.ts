import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { awsRegionReader } from '../../../functions/aws/read/region-reader.ts';
import { fs, mt, sg, vpc } from './ids.ts';
import { ec2Error, efsError, json, type Reply, wireStub, xml } from './wire-stub.ts';

const against = async (...replies: readonly [Reply, ...Reply[]]) => {
  const { client, requests } = await wireStub(...replies);
  return { requests, bulk: awsRegionReader(awsClients({ ...client, maxAttempts: 1 })) };
};

const all = async <Item>(pages: AsyncIterable<readonly Item[]>) => (await Array.fromAsync(pages)).flat();
const asked = (requests: readonly { readonly body: string }[]) =>
  requests.map(({ body }) => {
    const { Version: _, ...parameters } = Object.fromEntries(new URLSearchParams(body));
    return parameters;
  });

describe('the file systems of a region', () => {
  const owner = '123456789012';
  const Tags = [{ Key: 'environment', Value: 'prod' }];
  const listed = { FileSystemId: fs, OwnerId: owner, NumberOfMountTargets: 3, Tags };

  it('are read page by page, with their tags and the number of their mount targets', async () => {
    const { bulk, requests } = await against(
      json({ FileSystems: [listed], NextMarker: 'two' }),
      json({ FileSystems: [{ ...listed, FileSystemId: 'fs-00000002', NumberOfMountTargets: 0, Tags: [] }] }),
    );
    expect(await Array.fromAsync(bulk.fileSystems())).toEqual([
      [{ id: fs, owner, tags: new Map([['environment', 'prod']]), mountTargets: 3 }],
      [{ id: 'fs-00000002', owner, tags: new Map(), mountTargets: 0 }],
    ]);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /2015-02-01/file-systems',
      'GET /2015-02-01/file-systems?Marker=two',
    ]);
  });

  it('are not asked for before the first page is wanted, nor beyond the last', async () => {
    const { bulk, requests } = await against(json({ FileSystems: [listed], NextMarker: 'two' }));
    const pages = bulk.fileSystems();
    expect(requests).toHaveLength(0);
    for await (const _ of pages) break;
    expect(requests).toHaveLength(1);
  });

  it.each([
    { what: 'without the list', body: {}, told: 'without FileSystems' },
    { what: 'without tags', body: { FileSystems: [{ ...listed, Tags: undefined }] }, told: 'without Tags' },
    {
      what: 'without the number of mount targets',
      body: { FileSystems: [{ ...listed, NumberOfMountTargets: undefined }] },
      told: 'without NumberOfMountTargets',
    },
    { what: 'with an id that is none', body: { FileSystems: [{ ...listed, FileSystemId: 'x' }] }, told: '"x"' },
    { what: 'twice with a page token', body: { FileSystems: [], NextMarker: 'a' }, told: 'page token "a"' },
  ])('are a fault when AWS answers $what', async ({ body, told }) => {
    const { bulk } = await against(json(body));
    await expect(all(bulk.fileSystems())).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'aws-error',
      message: expect.stringMatching(/^all file systems: elasticfilesystem:DescribeFileSystems answered /),
    });
    await expect(all(bulk.fileSystems())).rejects.toThrow(told);
  });

  it('are throttled in words that say so', async () => {
    const { bulk } = await against(efsError(400, 'ThrottlingException'));
    await expect(all(bulk.fileSystems())).rejects.toMatchObject({ name: 'RetryableError', code: 'throttled' });
  });
});

const item = (more: string) => `<item><networkInterfaceId>eni-00000001</networkInterfaceId>${more}</item>`;
const described = (description: string) =>
  item(`<description>${description}</description><vpcId>${vpc}</vpcId><interfaceType>efs</interfaceType>
    <availabilityZone>eu-west-1a</availabilityZone>
    <groupSet><item><groupId>${sg(2)}</groupId></item><item><groupId>${sg(1)}</groupId></item></groupSet>`);
const interfaces = (items: string, more = '') =>
  xml('DescribeNetworkInterfaces', `<networkInterfaceSet>${items}</networkInterfaceSet>${more}`);
const efsOnly = { 'Filter.1.Name': 'interface-type', 'Filter.1.Value.1': 'efs' };
const listing = {
  Action: 'DescribeNetworkInterfaces',
  IncludeManagedResources: 'true',
  MaxResults: '1000',
  ...efsOnly,
};

describe('the interfaces of mount targets', () => {
  it('are read page by page with their groups and what their description names', async () => {
    const { bulk, requests } = await against(
      interfaces(described(`EFS mount target for ${fs} (${mt})`), '<nextToken>two</nextToken>'),
      interfaces(''),
    );
    expect(await Array.fromAsync(bulk.interfaces())).toEqual([
      [
        {
          networkInterfaceId: 'eni-00000001',
          vpcId: vpc,
          availabilityZone: 'eu-west-1a',
          attached: [sg(2), sg(1)],
          mountTargetId: mt,
          fileSystemId: fs,
        },
      ],
      [],
    ]);
    expect(asked(requests)).toEqual([listing, { ...listing, NextToken: 'two' }]);
  });

  it.each([
    { description: `Mount target ${mt} for file system ${fs}`, mountTargetId: mt, fileSystemId: fs },
    { description: `EFS mount target for ${fs}`, mountTargetId: undefined, fileSystemId: fs },
    { description: `EFS mount target (${mt})`, mountTargetId: mt, fileSystemId: undefined },
    {
      description: `EFS mount target for nefs-00000001 (xfsmt-00000001)`,
      mountTargetId: undefined,
      fileSystemId: undefined,
    },
    { description: 'EFS mount target for fs-1 (fsmt-2)', mountTargetId: undefined, fileSystemId: undefined },
    { description: '', mountTargetId: undefined, fileSystemId: undefined },
  ])('are described in several ways: "$description"', async ({ description, mountTargetId, fileSystemId }) => {
    const { bulk } = await against(interfaces(described(description)));
    const [found] = await all(bulk.interfaces());
    expect([found?.mountTargetId, found?.fileSystemId]).toEqual([mountTargetId, fileSystemId]);
  });

  it.each([
    { narrowing: { ids: ['eni-00000001', 'eni-00000002'] }, name: 'network-interface-id' },
    { narrowing: { groups: [sg(1), sg(2)] }, name: 'group-id' },
  ])('are narrowed by filter, so that what does not exist is absent: $name', async ({ narrowing, name }) => {
    const { bulk, requests } = await against(interfaces(''));
    expect(await all(bulk.interfaces(narrowing))).toEqual([]);
    const [first, second] = Object.values(narrowing).flat();
    const filter = { 'Filter.2.Name': name, 'Filter.2.Value.1': first, 'Filter.2.Value.2': second };
    expect(asked(requests)).toEqual([{ ...listing, ...filter }]);
  });

  it.each([
    { what: 'without groups', items: item(`<vpcId>${vpc}</vpcId>`), told: 'without Groups' },
    { what: 'without a VPC', items: item('<groupSet/>'), told: 'without VpcId' },
    { what: 'with a group id that is none', items: described('x').replace(sg(1), 'sg-x'), told: 'GroupId "sg-x"' },
  ])('are a fault when AWS answers $what', async ({ items, told }) => {
    const { bulk } = await against(interfaces(items));
    await expect(all(bulk.interfaces())).rejects.toMatchObject({ name: 'TerminalError', code: 'aws-error' });
    await expect(all(bulk.interfaces())).rejects.toThrow(told);
  });

  it('are a fault that names them when EC2 refuses', async () => {
    const { bulk } = await against(ec2Error(403, 'UnauthorizedOperation'));
    await expect(all(bulk.interfaces({ ids: ['eni-00000001'] }))).rejects.toMatchObject({
      code: 'access-denied',
      message: expect.stringMatching(/^eni-00000001: ec2:DescribeNetworkInterfaces failed/),
    });
  });
});

describe('security groups by id', () => {
  const groups = (items: string, more = '') =>
    xml('DescribeSecurityGroups', `<securityGroupInfo>${items}</securityGroupInfo>${more}`);
  const group = (n: number, more = '') =>
    `<item><groupId>${sg(n)}</groupId><groupName>g${n}</groupName><ownerId>123456789012</ownerId>${more}</item>`;

  it('are read from every page, those that do not exist left out', async () => {
    const tagged = '<tagSet><item><key>nfs</key><value>prod</value></item></tagSet>';
    const { bulk, requests } = await against(groups(group(1, tagged), '<nextToken>two</nextToken>'), groups(group(2)));
    expect(await bulk.groups({ ids: [sg(1), sg(2), sg(3)] })).toEqual([
      { id: sg(1), name: 'g1', owner: '123456789012', tags: new Map([['nfs', 'prod']]) },
      { id: sg(2), name: 'g2', owner: '123456789012', tags: new Map() },
    ]);
    const question = {
      Action: 'DescribeSecurityGroups',
      MaxResults: '1000',
      'Filter.1.Name': 'group-id',
      'Filter.1.Value.1': sg(1),
      'Filter.1.Value.2': sg(2),
      'Filter.1.Value.3': sg(3),
    };
    expect(asked(requests)).toEqual([question, { ...question, NextToken: 'two' }]);
  });

  it('are a fault when one has no name', async () => {
    const { bulk } = await against(groups(`<item><groupId>${sg(1)}</groupId></item>`));
    await expect(bulk.groups({ ids: [sg(1)] })).rejects.toThrow('without GroupName');
  });
});
