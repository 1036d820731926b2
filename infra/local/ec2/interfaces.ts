import {
  DescribeNetworkInterfaces$,
  type DescribeNetworkInterfacesRequest,
  type DescribeNetworkInterfacesResult,
  type NetworkInterface as NetworkInterfaceDescription,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { subnetOf } from '../world/storage.ts';
import { toPairs } from '../world/tags.ts';
import type { NetworkInterface, World } from '../world/world.ts';
import { zoneId } from '../world/zones.ts';
import { type FilterValues, filterBy } from './filter.ts';
import { ec2Page } from './page.ts';

/** The account that AWS's own side of a service shows as, in the recordings a number of AWS's that differs by Region. */
const AWS_ACCOUNT = '234567890123';

/** The types of interfaces that are attached to machines of the account. */
const ownTypes: ReadonlySet<string> = new Set(['interface', 'branch', 'trunk']);
const isServices = (of: NetworkInterface): boolean => of.requesterManaged ?? !ownTypes.has(of.interfaceType);
const requester = (of: NetworkInterface): string | undefined =>
  of.requesterId ?? (isServices(of) ? AWS_ACCOUNT : undefined);
const isAttached = (of: NetworkInterface): boolean =>
  of.interfaceType !== 'interface' ||
  of.instanceId !== undefined ||
  requester(of) !== undefined ||
  of.status === 'in-use';
const status = (of: NetworkInterface): string => of.status ?? (isAttached(of) ? 'in-use' : 'available');

/** When what was there from the beginning was attached. */
const LONG_AGO = Date.parse('2024-01-01T00:00:00Z');

/**
 * Whose the machine is. As recorded: `amazon-aws` behind a type of its own, else the caller who asked for it (`amazon-elb`, a number
 * of AWS's); EKS's own, where a role of EKS asked for it.
 */
const instanceOwner = (of: NetworkInterface): string => {
  if (of.instanceId !== undefined) return of.ownerId;
  if (!ownTypes.has(of.interfaceType)) return 'amazon-aws';
  return requester(of)?.replace(/^.*:AmazonEKS$/, AWS_ACCOUNT) ?? of.ownerId;
};

// As recorded: cloud-custodian ec2.DescribeNetworkInterfaces_1.json (test_network_location_match_in_mismatch), which has no time.
const attachment = (of: NetworkInterface) => ({
  ...(of.interfaceType === 'efs' ? {} : { AttachTime: new Date(of.attachedAt ?? LONG_AGO) }),
  AttachmentId: of.id.replace('eni-', ownTypes.has(of.interfaceType) ? 'eni-attach-' : 'ela-attach-'),
  DeleteOnTermination: false,
  DeviceIndex: 1,
  InstanceId: of.instanceId,
  InstanceOwnerId: instanceOwner(of),
  Status: 'attached' as const,
});

const association = ({ publicIp, ownerId }: NetworkInterface) => ({
  IpOwnerId: ownerId,
  PublicDnsName: `ec2-${publicIp?.replaceAll('.', '-')}.compute-1.amazonaws.com`,
  PublicIp: publicIp,
});

/** An interface as EC2 describes it, with the groups that this read shows. */
export const describeInterface = (of: NetworkInterface, { world, groups }: Context): NetworkInterfaceDescription => {
  const subnet = subnetOf(world, of);
  const privateName = of.ipAddress && `ip-${of.ipAddress.replaceAll('.', '-')}.ec2.internal`;
  return {
    ...(isAttached(of) ? { Attachment: attachment(of) } : {}),
    ...(of.publicIp === undefined ? {} : { Association: association(of) }),
    RequesterId: requester(of),
    AvailabilityZone: subnet.availabilityZone,
    AvailabilityZoneId: zoneId(world.region, subnet.availabilityZone),
    Description: of.description,
    Groups: groups.shown(of).map((id) => ({ GroupId: id, GroupName: world.securityGroups.get(id)?.name })),
    // `efs` is real but missing in the model's enum (aws-sdk-js-v3#5795).
    InterfaceType: of.interfaceType as NonNullable<NetworkInterfaceDescription['InterfaceType']>,
    Ipv6Addresses: of.ipv6Address === undefined ? [] : [{ Ipv6Address: of.ipv6Address }],
    MacAddress: of.macAddress,
    NetworkInterfaceId: of.id,
    OwnerId: of.ownerId,
    PrivateDnsName: privateName,
    PrivateIpAddress: of.ipAddress,
    PrivateIpAddresses:
      of.ipAddress === undefined
        ? []
        : [
            {
              ...(of.publicIp === undefined ? {} : { Association: association(of) }),
              Primary: true,
              PrivateDnsName: privateName,
              PrivateIpAddress: of.ipAddress,
            },
          ],
    RequesterManaged: isServices(of),
    SourceDestCheck: true,
    Status: status(of),
    SubnetId: of.subnetId,
    TagSet: toPairs(of.tags),
    VpcId: subnet.vpcId,
  } as NetworkInterfaceDescription;
};

const filterValues = (world: World): FilterValues<NetworkInterface> => ({
  'association.public-ip': (of) => [of.publicIp],
  'attachment.instance-id': (of) => [of.instanceId],
  'attachment.instance-owner-id': (of) => [isAttached(of) ? instanceOwner(of) : undefined],
  'attachment.status': (of) => [isAttached(of) ? 'attached' : undefined],
  'availability-zone': (of) => [subnetOf(world, of).availabilityZone],
  'availability-zone-id': (of) => [zoneId(world.region, subnetOf(world, of).availabilityZone)],
  description: (of) => [of.description],
  'group-id': (of) => of.groupIds,
  'group-name': (of) => of.groupIds.map((id) => world.securityGroups.get(id)?.name),
  'interface-type': (of) => [of.interfaceType],
  'ipv6-addresses.ipv6-address': (of) => [of.ipv6Address],
  'mac-address': (of) => [of.macAddress],
  'network-interface-id': (of) => [of.id],
  'owner-id': (of) => [of.ownerId],
  'private-ip-address': (of) => [of.ipAddress],
  'addresses.private-ip-address': (of) => [of.ipAddress],
  'requester-id': (of) => [requester(of)],
  'requester-managed': (of) => [String(isServices(of))],
  status: (of) => [status(of)],
  'subnet-id': (of) => [of.subnetId],
  'vpc-id': (of) => [subnetOf(world, of).vpcId],
});

/** The interface with this id. Throws `InvalidNetworkInterfaceID.NotFound`. */
export const knownInterface = (world: World, id: string | undefined): NetworkInterface => {
  const known = world.networkInterfaces.get(id ?? '');
  if (known) return known;
  throw new AwsFault('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
};

const list = (input: DescribeNetworkInterfacesRequest, context: Context): DescribeNetworkInterfacesResult => {
  const { world } = context;
  if (input.NetworkInterfaceIds && input.MaxResults !== undefined) {
    throw new AwsFault(
      'InvalidParameterCombination',
      'The parameter NetworkInterfaceIds cannot be used with the parameter MaxResults',
    );
  }
  const all = input.NetworkInterfaceIds?.map((id) => knownInterface(world, id)) ?? world.networkInterfaces.values();
  const { items, next } = ec2Page(all, input, filterBy(input.Filters, filterValues(world)));
  return { NetworkInterfaces: items.map((of) => describeInterface(of, context)), NextToken: next };
};

/** Reading network interfaces. */
export const interfaceOperations: readonly Operation[] = [operation(DescribeNetworkInterfaces$, list)];
