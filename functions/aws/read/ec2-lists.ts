import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type SecurityGroup as Ec2SecurityGroup,
  type Filter,
  type NetworkInterface,
} from '@aws-sdk/client-ec2';
import { securityGroupId } from '../../core/model/ids.ts';
import type { SecurityGroup } from '../../core/model/live-state.ts';
import type { Call } from '../client/call.ts';
import { inChunks } from '../client/in-chunks.ts';
import { listing, parsed, present, tagsOf } from '../client/read-answer.ts';

/** What reading EC2 takes. */
export type Ec2 = () => Pick<EC2Client, 'send'>;

/** EC2's largest page of interfaces and of groups. */
export const MaxResults = 1000;

/** EC2 takes at most 200 values in a filter (EC2 user guide, "Filtering"). */
const mostValues = 200;

/** The name of a filter and its values. By filter, what does not exist is absent from the answer; by id it would be an error. */
export type By = readonly [filter: string, values: readonly string[]];

/** A list for all, or one for each 200 of the values; none for no values, which would match anything. */
const narrowed = <List>(by: By | undefined, all: string, list: (about: string, filters: Filter[]) => List) => {
  if (!by) return [list(all, [])];
  const [Name, values] = by;
  return inChunks([...new Set(values)], mostValues).map((some) => list(some.join(', '), [{ Name, Values: [...some] }]));
};

/** How an item of EC2's answers is read: into one thing, several or none. */
type ReadItem<Answer, Item> = (item: Answer, call: Call) => Item | readonly Item[];

/** EC2 DescribeNetworkInterfaces: the lists that together name what is asked for. `type` is the one type of interface asked for. */
export const networkInterfaces = <Item>(
  ec2: Ec2,
  { by, type }: { readonly by?: By | undefined; readonly type?: 'efs' },
  read: ReadItem<NetworkInterface, Item>,
) =>
  narrowed(by, 'all EFS interfaces', (about, filters) => {
    const Filters = [...(type ? [{ Name: 'interface-type', Values: [type] }] : []), ...filters];
    // Interfaces that an AWS service manages may be hidden in an account that asks for it.
    const request = { Filters, MaxResults, IncludeManagedResources: true };
    return listing(
      { action: 'ec2:DescribeNetworkInterfaces', about },
      'NetworkInterfaces',
      (NextToken) => ec2().send(new DescribeNetworkInterfacesCommand({ ...request, NextToken })),
      read,
    );
  });

/** EC2 DescribeSecurityGroups: the lists that together name what is asked for. */
export const securityGroups = <Item>(ec2: Ec2, by: By | undefined, read: ReadItem<Ec2SecurityGroup, Item>) =>
  narrowed(by, 'all groups', (about, filters) =>
    listing(
      { action: 'ec2:DescribeSecurityGroups', about },
      'SecurityGroups',
      (NextToken) =>
        ec2().send(new DescribeSecurityGroupsCommand({ ...(by && { Filters: filters }), MaxResults, NextToken })),
      read,
    ),
  );

/** Reads a group from DescribeSecurityGroups or GetSecurityGroupsForVpc. */
export const securityGroup = (
  group: Pick<Ec2SecurityGroup, 'GroupId' | 'GroupName' | 'OwnerId' | 'Tags' | 'VpcId'> & {
    PrimaryVpcId?: string | undefined;
  },
  call: Call,
): SecurityGroup => {
  const { GroupId, GroupName, OwnerId, Tags, VpcId, PrimaryVpcId = VpcId } = group;
  return {
    id: parsed(securityGroupId, GroupId, 'GroupId', call),
    name: present(GroupName, 'GroupName', call),
    owner: present(OwnerId, 'OwnerId', call),
    ...(PrimaryVpcId && { vpcId: PrimaryVpcId }),
    // EC2 leaves the set out of an answer when it is empty.
    tags: tagsOf(Tags ?? [], call),
  };
};

/** The groups of an interface. */
export const groupsOf = ({ Groups }: NetworkInterface, call: Call) =>
  present(Groups, 'Groups', call).map(({ GroupId }) => parsed(securityGroupId, GroupId, 'GroupId', call));
