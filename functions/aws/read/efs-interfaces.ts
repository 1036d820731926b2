import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { fileSystemId, mountTargetId, vpcId } from '../../core/model/ids.ts';
import type { MountTarget } from '../../core/model/live-state.ts';
import type { EfsInterface } from '../../engine/ports/region-reader.ts';
import type { Call } from '../client/call.ts';
import { parsed, present } from '../client/read-answer.ts';
import { type By, type Ec2, groupsOf, networkInterfaces } from './ec2-lists.ts';

/**
 * A mount target's address and the families of its addresses, as DescribeMountTargets or its interface names them; nothing when
 * neither does. Either address may be absent since mount targets can be IPv6-only (EFS API model, IpAddressType).
 */
export const addressed = (
  ipv4: string | undefined,
  ipv6: string | undefined,
): Pick<MountTarget, 'families' | 'address'> => {
  const families = [ipv4 && ('IPv4' as const), ipv6 && ('IPv6' as const)].filter((family) => !!family);
  const address = ipv4 || ipv6;
  return address ? { families, address } : {};
};

/** EFS describes the interface as "EFS mount target for fs-… (fsmt-…)"; the two ids are looked for apart from the wording. */
const efsInterface = (answer: NetworkInterface, call: Call): EfsInterface => {
  const { AvailabilityZone, Description = '', Ipv6Addresses, NetworkInterfaceId, PrivateIpAddress, VpcId } = answer;
  return {
    networkInterfaceId: present(NetworkInterfaceId, 'NetworkInterfaceId', call),
    vpcId: parsed(vpcId, VpcId, 'VpcId', call),
    ...addressed(PrivateIpAddress, Ipv6Addresses?.[0]?.Ipv6Address),
    ...(AvailabilityZone !== undefined && { availabilityZone: AvailabilityZone }),
    attached: groupsOf(answer, call),
    mountTargetId: mountTargetId(/\bfsmt-[0-9a-f]+/.exec(Description)?.[0] ?? ''),
    fileSystemId: fileSystemId(/\bfs-[0-9a-f]+/.exec(Description)?.[0] ?? ''),
  };
};

/** The network interfaces of EFS, all or by a filter. */
export const efsInterfaces = (ec2: Ec2, by?: By) => networkInterfaces(ec2, { by, type: 'efs' }, efsInterface);
