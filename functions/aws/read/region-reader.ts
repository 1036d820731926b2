import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  type Filter,
  type NetworkInterface,
} from '@aws-sdk/client-ec2';
import { DescribeFileSystemsCommand } from '@aws-sdk/client-efs';
import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../core/model/ids.ts';
import type { EfsInterface, Narrowing, RegionReader } from '../../engine/ports/region-reader.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { everyPage, pages, parsed, present, tagsOf } from '../client/read-answer.ts';
import { addressFamilies } from './address-families.ts';
import { readRules } from './group-rules.ts';
import type { ReaderClients } from './reader-clients.ts';
import { securityGroup } from './security-group.ts';

/** EC2's largest page of interfaces. */
const pageSize = 1000;

/** EFS describes the interface as "EFS mount target for fs-… (fsmt-…)"; the two ids are looked for apart from the wording. */
const interfaceOf = (answer: NetworkInterface, call: Call): EfsInterface => {
  const { Description = '', Groups, Ipv6Addresses, NetworkInterfaceId, PrivateIpAddress, VpcId } = answer;
  return {
    networkInterfaceId: present(NetworkInterfaceId, 'NetworkInterfaceId', call),
    vpcId: parsed(vpcId, VpcId, 'VpcId', call),
    ...addressFamilies(PrivateIpAddress, Ipv6Addresses?.[0]?.Ipv6Address),
    attached: present(Groups, 'Groups', call).map((it) => parsed(securityGroupId, it.GroupId, 'GroupId', call)),
    mountTargetId: mountTargetId(/\bfsmt-[0-9a-f]+/.exec(Description)?.[0] ?? ''),
    fileSystemId: fileSystemId(/\bfs-[0-9a-f]+/.exec(Description)?.[0] ?? ''),
  };
};

/** By filter, what does not exist is absent from the answer; by NetworkInterfaceIds or GroupIds it would be an error. */
const filterOf = (narrowing: Narrowing | undefined): readonly [readonly Filter[], string] => {
  if (!narrowing) return [[], 'all EFS interfaces'];
  const [Name, ids] = 'ids' in narrowing ? ['network-interface-id', narrowing.ids] : ['group-id', narrowing.groups];
  return [[{ Name, Values: [...ids] }], ids.join(', ')];
};

/** Reads a whole account and region of EFS and EC2 page by page; the clients are taken at first use. */
export const awsRegionReader = ({ efs, ec2 }: ReaderClients): RegionReader => ({
  fileSystems: () => {
    const call: Call = { action: 'elasticfilesystem:DescribeFileSystems', about: 'all file systems' };
    return pages(call, (Marker) =>
      ask(call, async () => {
        const answer = await efs().send(new DescribeFileSystemsCommand({ Marker }));
        const items = present(answer.FileSystems, 'FileSystems', call).map((it) => ({
          id: parsed(fileSystemId, it.FileSystemId, 'FileSystemId', call),
          tags: tagsOf(present(it.Tags, 'Tags', call), call),
          mountTargets: present(it.NumberOfMountTargets, 'NumberOfMountTargets', call),
        }));
        return { items, next: answer.NextMarker };
      }),
    );
  },

  interfaces: (narrowing) => {
    const [filter, about] = filterOf(narrowing);
    const call: Call = { action: 'ec2:DescribeNetworkInterfaces', about };
    const Filters = [{ Name: 'interface-type', Values: ['efs'] }, ...filter];
    return pages(call, (NextToken) =>
      ask(call, async () => {
        // Interfaces that an AWS service manages may be hidden in an account that asks for it.
        const request = { Filters, MaxResults: pageSize, NextToken, IncludeManagedResources: true };
        const answer = await ec2().send(new DescribeNetworkInterfacesCommand(request));
        const items = present(answer.NetworkInterfaces, 'NetworkInterfaces', call).map((it) => interfaceOf(it, call));
        return { items, next: answer.NextToken };
      }),
    );
  },

  groups: (which) => {
    const [Name, ids] = 'ids' in which ? ['group-id', which.ids] : ['ip-permission.prefix-list-id', which.prefixLists];
    const call: Call = { action: 'ec2:DescribeSecurityGroups', about: ids.join(', ') };
    return everyPage(call, (NextToken) =>
      ask(call, async () => {
        const request = { Filters: [{ Name, Values: [...ids] }], MaxResults: pageSize, NextToken };
        const answer = await ec2().send(new DescribeSecurityGroupsCommand(request));
        const items = present(answer.SecurityGroups, 'SecurityGroups', call).map((it) => securityGroup(it, call));
        return { items, next: answer.NextToken };
      }),
    );
  },

  allRules: () => readRules(ec2)('all'),
});
