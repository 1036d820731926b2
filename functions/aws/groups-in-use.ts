import { DescribeNetworkInterfacesCommand, type Filter, type NetworkInterface } from '@aws-sdk/client-ec2';
import { type SecurityGroupId, securityGroupId } from '../core/ids.ts';
import type { Reader } from '../engine/ports.ts';
import { pages, parsed, present } from './answers.ts';
import { asking } from './asking.ts';
import type { Call } from './call.ts';
import { groupFilters } from './group-filter.ts';
import type { ReaderClients } from './reader-clients.ts';

/** EC2's largest page of interfaces. */
const pageSize = 1000;

const addressesOf = ({ PrivateIpAddresses = [], Ipv6Addresses = [] }: NetworkInterface): readonly string[] =>
  [
    ...PrivateIpAddresses.map(({ PrivateIpAddress }) => PrivateIpAddress),
    ...Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address),
  ].filter((address) => address !== undefined);

/** Pages of the interfaces that are in use and not a mount target's. */
const interfaces = (ec2: ReaderClients['ec2'], filter: Filter, call: Call) =>
  pages(call, (NextToken) =>
    asking(call, async () => {
      const Filters = [filter, { Name: 'status', Values: ['in-use'] }];
      // Those that an AWS service manages may be hidden in an account that asks for it.
      const request = { Filters, MaxResults: pageSize, NextToken, IncludeManagedResources: true };
      const answer = await ec2().send(new DescribeNetworkInterfacesCommand(request));
      const items = present(answer.NetworkInterfaces, 'NetworkInterfaces', call)
        // The filter cannot say "not", and the SDK's enum does not have `efs` (aws-sdk-js-v3#5795).
        .filter(({ InterfaceType }) => String(InterfaceType) !== 'efs');
      return { items, next: answer.NextToken };
    }),
  );

/** Says which security groups are on a network interface that is in use, and at which addresses. */
export const readGroupsInUse =
  (ec2: ReaderClients['ec2']): Reader['groupsInUse'] =>
  async (ids) => {
    const call: Call = { action: 'ec2:DescribeNetworkInterfaces', about: ids.join(', ') };
    const asked = new Set(ids);
    const members = new Map<SecurityGroupId, string[]>();
    for (const filter of groupFilters(ids))
      for await (const page of interfaces(ec2, filter, call))
        for (const it of page)
          for (const { GroupId } of present(it.Groups, 'Groups', call)) {
            const id = parsed(securityGroupId, GroupId, 'GroupId', call);
            if (!asked.has(id)) continue;
            const known = members.get(id) ?? [];
            known.push(...addressesOf(it));
            members.set(id, known);
          }
    return members;
  };
