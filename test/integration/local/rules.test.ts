import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { localClients } from '../../support/local-clients.ts';

const nfs = (more: Partial<IpPermission>): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: 2049,
  ToPort: 2049,
  ...more,
});

const scene = () => {
  const aws = localAws();
  const [group, other] = [addGroup(aws.world, { name: 'servers' }).id, addGroup(aws.world, { name: 'clients' }).id];
  const { ec2 } = localClients(aws);
  const allow = (...IpPermissions: IpPermission[]) =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions }));
  const describeGroup = async () => {
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [group] }));
    return SecurityGroups?.[0];
  };
  return { aws, ec2, group, other, allow, describeGroup };
};

describe('security group rules', () => {
  it('are one for each peer, and gathered by protocol and ports in the group', async () => {
    const { allow, group, other, ec2, describeGroup } = scene();
    const { SecurityGroupRules } = await allow(
      nfs({ IpRanges: [{ CidrIp: '10.0.0.1/8', Description: 'hosts' }, { CidrIp: '192.0.2.0/24' }] }),
      nfs({ UserIdGroupPairs: [{ GroupId: other }], Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] }),
    );
    expect(SecurityGroupRules).toHaveLength(4);
    const { IpPermissions, IpPermissionsEgress } = (await describeGroup()) ?? {};
    expect(IpPermissions).toEqual([
      {
        IpProtocol: 'tcp',
        FromPort: 2049,
        ToPort: 2049,
        IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'hosts' }, { CidrIp: '192.0.2.0/24' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
        PrefixListIds: [],
        UserIdGroupPairs: [{ GroupId: other, UserId: '111122223333' }],
      },
    ]);
    expect(IpPermissionsEgress?.[0]).toMatchObject({ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
    const ofGroup = [{ Name: 'group-id', Values: [group] }];
    const rules = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: ofGroup }));
    expect(rules.SecurityGroupRules).toHaveLength(5);
    expect(rules.SecurityGroupRules?.[0]).toMatchObject({ IsEgress: true, FromPort: -1, CidrIpv4: '0.0.0.0/0' });
  });

  it('cannot be added twice, nor revoked when they are not there', async () => {
    const { allow, ec2, group } = scene();
    const rule = nfs({ IpRanges: [{ CidrIp: '10.0.0.0/8' }] });
    await allow(rule);
    await expect(allow(rule)).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
    const revoke = () => ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [rule] }));
    const { RevokedSecurityGroupRules } = await revoke();
    expect(RevokedSecurityGroupRules).toMatchObject([{ CidrIpv4: '10.0.0.0/8' }]);
    await expect(revoke()).rejects.toMatchObject({ name: 'InvalidPermission.NotFound' });
  });

  it('can be revoked by id, egress too', async () => {
    const { ec2, group, describeGroup } = scene();
    const { SecurityGroupRules = [] } = await ec2.send(
      new AuthorizeSecurityGroupEgressCommand({
        GroupId: group,
        IpPermissions: [nfs({ IpRanges: [{ CidrIp: '10.0.0.0/8' }] })],
      }),
    );
    const SecurityGroupRuleIds = SecurityGroupRules.map((rule) => rule.SecurityGroupRuleId ?? '');
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: group, SecurityGroupRuleIds }));
    expect((await describeGroup())?.IpPermissionsEgress).toHaveLength(1);
  });

  it.each([
    { what: 'a malformed block', rule: nfs({ IpRanges: [{ CidrIp: '10.0.0.0/33' }] }), name: 'InvalidParameterValue' },
    {
      what: 'an unknown group',
      rule: nfs({ UserIdGroupPairs: [{ GroupId: 'sg-0abc1234' }] }),
      name: 'InvalidGroup.NotFound',
    },
    { what: 'no peer', rule: nfs({}), name: 'MissingParameter' },
    {
      what: 'TCP without ports',
      rule: { IpProtocol: 'tcp', IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      name: 'InvalidParameterValue',
    },
  ])('are refused with $name for $what', async ({ rule, name }) => {
    const { allow } = scene();
    await expect(allow(rule)).rejects.toMatchObject({ name });
  });

  it('of a group shared by another account cannot be changed', async () => {
    const { aws, ec2 } = scene();
    const shared = addGroup(aws.world, { name: 'shared', ownerId: '999988887777' });
    const IpPermissions = [nfs({ IpRanges: [{ CidrIp: '10.0.0.0/8' }] })];
    const change = ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: shared.id, IpPermissions }));
    await expect(change).rejects.toMatchObject({ name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } });
  });
});
