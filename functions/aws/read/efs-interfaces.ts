import { DescribeNetworkInterfacesCommand, type Filter, type NetworkInterface } from '@aws-sdk/client-ec2';
import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../core/model/ids.ts';
import type { EfsInterface, Narrowing } from '../../engine/ports/region-reader.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { pages, parsed, present } from '../client/read-answer.ts';
import { addressFamilies } from './address-families.ts';
import type { ReaderClients } from './reader-clients.ts';

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

/** Reads the network interfaces of EFS by the page. */
export const readEfsInterfaces =
  (ec2: ReaderClients['ec2']) =>
  (narrowing?: Narrowing): AsyncIterable<readonly EfsInterface[]> => {
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
  };
