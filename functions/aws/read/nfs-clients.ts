import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { vpcId } from '../../core/model/ids.ts';
import type { Client } from '../../core/nfs/client.ts';
import type { Reader } from '../../engine/ports/reader.ts';
import type { Call } from '../client/call.ts';
import { everyItem, parsed, present, tagsOf } from '../client/read-answer.ts';
import { cannotMount } from './cannot-mount.ts';
import { clientName } from './client-name.ts';
import { type By, type Ec2, groupsOf, networkInterfaces } from './ec2-lists.ts';

/**
 * Types of interfaces (EC2 API model) that are no clients: they answer, or pass on what others send under the others'
 * own addresses. They are not asked for. Those that send it under their own, NAT gateways and network load balancers, are not
 * among them, and a type that is new may be a client's.
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

/**
 * The instance behind an interface. A branch interface is on the trunk of an instance, and its pod has neither the groups nor the
 * addresses of that (EKS user guide, "Security groups for pods"): it is a machine of its own.
 */
const machineOf = ({ Attachment, InterfaceType }: NetworkInterface): string | undefined =>
  String(InterfaceType) === 'branch' ? undefined : Attachment?.InstanceId;

const clientOf = (answer: NetworkInterface, call: Call): Client => {
  const id = present(answer.NetworkInterfaceId, 'NetworkInterfaceId', call);
  const machine = machineOf(answer) ?? id;
  const tags = tagsOf(answer.TagSet ?? [], call);
  const unable = cannotMount(answer);
  const attachedAt = answer.Attachment?.AttachTime?.getTime();
  return {
    id,
    name: clientName(machine, [tags.get('Name'), answer.Description]),
    machine,
    tags,
    ...(attachedAt !== undefined && { attachedAt }),
    ...(unable !== undefined && { cannotMount: unable }),
    vpcId: parsed(vpcId, answer.VpcId, 'VpcId', call),
    groups: groupsOf(answer, call),
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

/** Reads the network interfaces that may be clients of NFS: those with certain groups, or those of a VPC. */
export const readClients = (ec2: Ec2): Pick<Reader, 'clientsIn' | 'clientsOf'> => {
  const clients = (by: By) =>
    everyItem(...networkInterfaces(ec2, { by }, (it, call) => (mayBeClient(it) ? clientOf(it, call) : [])));
  return { clientsIn: (ids) => clients(['group-id', ids]), clientsOf: (id) => clients(['vpc-id', [id]]) };
};
