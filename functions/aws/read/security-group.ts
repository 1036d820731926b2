import type { SecurityGroup as Ec2SecurityGroup } from '@aws-sdk/client-ec2';
import { securityGroupId } from '../../core/model/ids.ts';
import type { SecurityGroup } from '../../core/model/live-state.ts';
import type { Call } from '../client/call.ts';
import { parsed, present, tagsOf } from '../client/read-answer.ts';

/** Reads a group from DescribeSecurityGroups or GetSecurityGroupsForVpc. */
export const securityGroup = (
  { GroupId, GroupName, Tags }: Pick<Ec2SecurityGroup, 'GroupId' | 'GroupName' | 'Tags'>,
  call: Call,
): SecurityGroup => ({
  id: parsed(securityGroupId, GroupId, 'GroupId', call),
  name: present(GroupName, 'GroupName', call),
  // EC2 leaves the set out of an answer when it is empty.
  tags: tagsOf(Tags ?? [], call),
});
