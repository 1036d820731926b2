import { DescribeNetworkInterfacesCommand, type Filter, type NetworkInterface } from '@aws-sdk/client-ec2';
import { securityGroupId, vpcId } from '../../core/model/ids.ts';
import type { Client } from '../../core/nfs/client.ts';
import { together } from '../../engine/async/together.ts';
import type { Reader } from '../../engine/ports/reader.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { everyPage, parsed, present } from '../client/read-answer.ts';
import { groupFilters } from './group-filter.ts';
import type { ReaderClients } from './reader-clients.ts';

/** EC2's largest page of interfaces. */
const pageSize = 1000;

/**
 * Types of interfaces (EC2 API model) that are nobody's client: they answer, or pass on what others send under the others'
 * own addresses. Those that send it under their own, NAT gateways and network load balancers, are not among them, and a type
 * that is new may be a client's.
 */
const neverClients: ReadonlySet<string> = new Set([
  'efs',
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'transit_gateway',
  'vpc_endpoint',
]);

/** Addresses, and blocks of them that are delegated to an interface, as those of Kubernetes pods are. */
const addressesOf = (answer: NetworkInterface): readonly string[] => {
  const { PrivateIpAddresses = [], Ipv6Addresses = [], Ipv4Prefixes = [], Ipv6Prefixes = [] } = answer;
  return [
    ...PrivateIpAddresses.map(({ PrivateIpAddress }) => PrivateIpAddress),
    ...Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address),
    ...Ipv4Prefixes.map(({ Ipv4Prefix }) => Ipv4Prefix),
    ...Ipv6Prefixes.map(({ Ipv6Prefix }) => Ipv6Prefix),
  ].filter((address) => address !== undefined);
};

const clientOf = (answer: NetworkInterface, call: Call): Client => {
  const id = present(answer.NetworkInterfaceId, 'NetworkInterfaceId', call);
  return {
    id,
    name: answer.Attachment?.InstanceId ?? id,
    vpcId: parsed(vpcId, answer.VpcId, 'VpcId', call),
    groups: present(answer.Groups, 'Groups', call).map((it) => parsed(securityGroupId, it.GroupId, 'GroupId', call)),
    addresses: addressesOf(answer),
  };
};

/**
 * Whether something may come by an interface: by any but one that is `available`, attached to nothing. What else there is
 * (`associated`, `attaching`) EC2 lists and does not explain, and its list may grow.
 */
const mayBeClient = ({ InterfaceType, Status }: NetworkInterface): boolean =>
  // Neither is asked for by a filter, which cannot say "not"; and the SDK's enum does not have `efs` (aws-sdk-js-v3#5795).
  Status !== 'available' && !neverClients.has(String(InterfaceType));

const interfaces = (ec2: ReaderClients['ec2'], filter: Filter, about: string): Promise<readonly Client[]> => {
  const call: Call = { action: 'ec2:DescribeNetworkInterfaces', about };
  return ask(call, () =>
    everyPage(call, async (NextToken) => {
      // Those that an AWS service manages may be hidden in an account that asks for it.
      const request = { Filters: [filter], MaxResults: pageSize, NextToken, IncludeManagedResources: true };
      const answer = await ec2().send(new DescribeNetworkInterfacesCommand(request));
      const items = present(answer.NetworkInterfaces, 'NetworkInterfaces', call)
        .filter(mayBeClient)
        .map((it) => clientOf(it, call));
      return { items, next: answer.NextToken };
    }),
  );
};

/** Reads the network interfaces that may be clients of NFS: those with certain groups, or those of a VPC. */
export const readClients = (ec2: ReaderClients['ec2']): Pick<Reader, 'clientsIn' | 'clientsOf'> => ({
  clientsIn: async (ids) => {
    const found = await together(groupFilters(ids).map((filter) => interfaces(ec2, filter, ids.join(', '))));
    return found.flat();
  },
  clientsOf: (id) => interfaces(ec2, { Name: 'vpc-id', Values: [id] }, id),
});
