import { isIPv6 } from 'node:net';
import type { IpPermission } from '@aws-sdk/client-ec2';
import { AwsFault } from '../wire/aws-fault.ts';
import { addressAt, parseBlock } from '../world/cidr.ts';
import type { RulePeer, RuleTerms } from '../world/rule.ts';
import type { World } from '../world/world.ts';
import { knownGroup } from './read-groups.ts';

/** A rule that is asked for, before it has an id. */
export type AskedRule = RuleTerms & { readonly description?: string };

const PROTOCOLS: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6', all: '-1' };

const malformed = (cidr: string) => new AwsFault('InvalidParameterValue', `CIDR block ${cidr} is malformed`);

const networkOf = (cidr: string): string => {
  const block = parseBlock(cidr);
  if (!block) throw malformed(cidr);
  return `${addressAt(block, 0)}/${32 - Math.log2(block.size)}`;
};

const checkedIpv6 = (cidr: string): string => {
  const [address = '', length = ''] = cidr.split('/');
  if (!isIPv6(address) || !/^\d{1,3}$/.test(length) || Number(length) > 128) throw malformed(cidr);
  return cidr;
};

const knownList = (world: World, id: string): string => {
  if (world.prefixLists.has(id)) return id;
  throw new AwsFault('InvalidPrefixListId.NotFound', `The prefix list ID '${id}' does not exist`);
};

const peersOf = (permission: IpPermission, world: World): { peer: RulePeer; description: string | undefined }[] => [
  ...(permission.IpRanges ?? []).map(({ CidrIp = '', Description: description }) => ({
    peer: { cidrIpv4: networkOf(CidrIp) },
    description,
  })),
  ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 = '', Description: description }) => ({
    peer: { cidrIpv6: checkedIpv6(CidrIpv6) },
    description,
  })),
  ...(permission.PrefixListIds ?? []).map(({ PrefixListId = '', Description: description }) => ({
    peer: { prefixListId: knownList(world, PrefixListId) },
    description,
  })),
  ...(permission.UserIdGroupPairs ?? []).map(({ GroupId, Description: description }) => ({
    peer: { groupId: knownGroup(world, GroupId).id },
    description,
  })),
];

const portsOf = ({ FromPort, ToPort }: IpPermission, protocol: string): Pick<RuleTerms, 'fromPort' | 'toPort'> => {
  if (!['tcp', 'udp', 'icmp', 'icmpv6'].includes(protocol)) return {};
  if (FromPort === undefined || ToPort === undefined) {
    throw new AwsFault(
      'InvalidParameterValue',
      `Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`,
    );
  }
  return { fromPort: FromPort, toPort: ToPort };
};

/** Takes permissions apart into rules, one for each peer. Throws as EC2 does for what is malformed or unknown. */
export const askedRules = (
  permissions: readonly IpPermission[] | undefined,
  isEgress: boolean,
  world: World,
): readonly AskedRule[] => {
  const rules = (permissions ?? []).flatMap((permission) => {
    const { IpProtocol: asked = '-1' } = permission;
    const protocol = PROTOCOLS[asked.toLowerCase()] ?? asked.toLowerCase();
    const ports = portsOf(permission, protocol);
    return peersOf(permission, world).map(({ peer, description }) => ({
      isEgress,
      protocol,
      ...ports,
      peer,
      ...(description === undefined ? {} : { description }),
    }));
  });
  if (rules.length > 0) return rules;
  throw new AwsFault('MissingParameter', 'The request must contain the parameter ipPermissions');
};
