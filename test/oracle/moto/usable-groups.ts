import { DescribeSecurityGroupsCommand, type EC2Client, type SecurityGroup } from '@aws-sdk/client-ec2';
import type { Substitute } from '../support/aws-proxy.ts';

const escaped = (text = ''): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

const item = ({ GroupId, GroupName, Description, OwnerId, VpcId, Tags = [] }: SecurityGroup): string =>
  element(
    'item',
    [
      element('groupId', escaped(GroupId)),
      element('groupName', escaped(GroupName)),
      element('description', escaped(Description)),
      element('ownerId', escaped(OwnerId)),
      element('primaryVpcId', escaped(VpcId)),
      element(
        'tagSet',
        Tags.map(({ Key, Value }) =>
          element('item', element('key', escaped(Key)) + element('value', escaped(Value))),
        ).join(''),
      ),
    ].join(''),
  );

/** Answers EC2 GetSecurityGroupsForVpc, which moto lacks, from moto's own DescribeSecurityGroups of that VPC. */
export const usableGroups =
  (ec2: EC2Client): Substitute =>
  async ({ body }) => {
    const vpc = new URLSearchParams(body.toString()).get('VpcId') ?? '';
    const { SecurityGroups = [] } = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }),
    );
    const groups = element('securityGroupForVpcSet', SecurityGroups.map(item).join(''));
    return `<GetSecurityGroupsForVpcResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${groups}</GetSecurityGroupsForVpcResponse>`;
  };
