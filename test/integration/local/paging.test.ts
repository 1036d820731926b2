import { DescribeNetworkInterfacesCommand, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import { DescribeFileSystemsCommand, paginateDescribeFileSystems } from '@aws-sdk/client-efs';
import { describe, expect, it } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';
import { seedAccount } from '../../../infra/local/world/seed.ts';
import { removeMountTarget } from '../../../infra/local/world/storage.ts';
import { localClients } from '../../support/local-clients.ts';

const scene = (fileSystems: number) => {
  const aws = localAws();
  const seeded = seedAccount(aws.world, { fileSystems, groups: [{ name: 'nfs', tags: { use: 'nfs' } }] });
  return { aws, ...seeded, ...localClients(aws) };
};

describe('paging', () => {
  it('gives 100 file systems a page, whatever was asked for', async () => {
    const { efs } = scene(101);
    const first = await efs.send(new DescribeFileSystemsCommand({ MaxItems: 3 }));
    expect(first.FileSystems).toHaveLength(100);
    const second = await efs.send(new DescribeFileSystemsCommand({ Marker: first.NextMarker }));
    expect(second.FileSystems).toHaveLength(1);
    expect(second.NextMarker).toBeUndefined();
  });

  it('gives every file system and every interface once', async () => {
    const { efs, ec2, fileSystems, mountTargets, aws } = scene(500);
    const ids: unknown[] = [];
    for await (const page of paginateDescribeFileSystems({ client: efs }, {})) {
      ids.push(...(page.FileSystems ?? []).map(({ FileSystemId }) => FileSystemId));
    }
    expect(ids).toEqual(fileSystems.map(({ id }) => id));
    const interfaces: unknown[] = [];
    const Filters = [{ Name: 'interface-type', Values: ['efs'] }];
    for await (const page of paginateDescribeNetworkInterfaces({ client: ec2 }, { Filters, MaxResults: 1000 })) {
      interfaces.push(...(page.NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => NetworkInterfaceId));
    }
    expect(interfaces).toEqual(mountTargets.map(({ networkInterfaceId }) => networkInterfaceId));
    expect(aws.calls.counts()).toEqual({ 'efs:DescribeFileSystems': 5, 'ec2:DescribeNetworkInterfaces': 2 });
  });

  it('skips nothing that stays when something is deleted between two pages', async () => {
    const { aws, ec2, mountTargets } = scene(4);
    const [first, ...rest] = mountTargets;
    const page = await ec2.send(new DescribeNetworkInterfacesCommand({ MaxResults: 5 }));
    if (first) removeMountTarget(aws.world, first);
    const { NextToken } = page;
    const next = await ec2.send(new DescribeNetworkInterfacesCommand({ MaxResults: 1000, NextToken }));
    expect(next.NetworkInterfaces?.map(({ NetworkInterfaceId }) => NetworkInterfaceId)).toEqual(
      rest.slice(4).map(({ networkInterfaceId }) => networkInterfaceId),
    );
  });

  it('gives all that a wildcard matches, and only that', async () => {
    const { ec2 } = scene(2);
    const count = async (Name: string, value: string) => {
      const Filters = [{ Name, Values: [value] }];
      const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
      return NetworkInterfaces?.length;
    };
    expect(await count('description', 'EFS mount target for *')).toBe(6);
    expect(await count('description', 'EFS mount target for ?')).toBe(0);
    expect(await count('description', 'EFS mount target for \\*')).toBe(0);
    expect(await count('requester-managed', 'true')).toBe(6);
    expect(await count('group-name', 'n?s')).toBe(6);
  });
});
