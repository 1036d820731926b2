import { DescribeNetworkInterfacesCommand, type Filter } from '@aws-sdk/client-ec2';
import { type SecurityGroupId, securityGroupId } from '../core/ids.ts';
import type { Reader } from '../engine/ports.ts';
import { pages, parsed, present } from './answers.ts';
import { asking } from './asking.ts';
import type { Call } from './call.ts';
import { groupFilters } from './group-filter.ts';
import type { ReaderClients } from './reader-clients.ts';

/** EC2's largest page of interfaces. */
const pageSize = 1000;

/** Pages of the groups of each interface that is in use and not a mount target's. */
const interfaces = (ec2: ReaderClients['ec2'], filter: Filter, call: Call) =>
  pages(call, (NextToken) =>
    asking(call, async () => {
      const Filters = [filter, { Name: 'status', Values: ['in-use'] }];
      // Those that an AWS service manages may be hidden in an account that asks for it.
      const request = { Filters, MaxResults: pageSize, NextToken, IncludeManagedResources: true };
      const answer = await ec2().send(new DescribeNetworkInterfacesCommand(request));
      const items = present(answer.NetworkInterfaces, 'NetworkInterfaces', call)
        // The filter cannot say "not", and the SDK's enum does not have `efs` (aws-sdk-js-v3#5795).
        .filter(({ InterfaceType }) => String(InterfaceType) !== 'efs')
        .map(({ Groups }) => present(Groups, 'Groups', call));
      return { items: items.flat(), next: answer.NextToken };
    }),
  );

/** Says which security groups are on a network interface that is in use, reading no further than it takes to know. */
export const readGroupsInUse =
  (ec2: ReaderClients['ec2']): Reader['groupsInUse'] =>
  async (ids) => {
    const call: Call = { action: 'ec2:DescribeNetworkInterfaces', about: ids.join(', ') };
    const inUse = new Set<SecurityGroupId>();
    for (const filter of groupFilters(ids)) {
      for await (const groups of interfaces(ec2, filter, call)) {
        for (const { GroupId } of groups) inUse.add(parsed(securityGroupId, GroupId, 'GroupId', call));
        if (filter.Values.every((id) => inUse.has(id))) break;
      }
    }
    return new Set(ids.filter((id) => inUse.has(id)));
  };
