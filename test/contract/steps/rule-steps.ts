import { answers, ec2, filtered, refuses, type Step } from '../step.ts';

const nfs = { IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049 };
const permit = (GroupId: string, permission: object, from: object = nfs): Step['input'] => ({
  GroupId,
  IpPermissions: [{ ...from, ...permission }],
});
const block = (CidrIp: string) => ({ IpRanges: [{ CidrIp }] });
const sixtyOne = Array.from({ length: 61 }, (_, index) => ({ CidrIp: `10.2.${index}.0/24` }));

/** Prefix lists, and the rules of security groups that name them and other peers. */
export const ruleSteps: readonly Step[] = [
  ec2(
    'CreateManagedPrefixList: it has two entries',
    {
      PrefixListName: 'offices',
      AddressFamily: 'IPv4',
      MaxEntries: 5,
      Entries: [{ Cidr: '192.0.2.0/24', Description: 'one' }, { Cidr: '198.51.100.0/24' }],
    },
    answers({ PrefixList: { PrefixListName: 'offices', AddressFamily: 'IPv4', MaxEntries: 5 } }),
    { list: 'PrefixList.PrefixListId' },
  ),
  ec2(
    'CreateManagedPrefixList: it is to have more entries than it may',
    {
      PrefixListName: 'full',
      AddressFamily: 'IPv4',
      MaxEntries: 1,
      Entries: [{ Cidr: '192.0.2.0/24' }, { Cidr: '198.51.100.0/24' }],
    },
    refuses('PrefixListMaxEntriesExceeded'),
  ),
  ec2(
    'CreateManagedPrefixList: there is no such address family',
    { PrefixListName: 'odd', AddressFamily: 'IPv5', MaxEntries: 1 },
    refuses('InvalidParameterValue'),
  ),
  ec2(
    'DescribeManagedPrefixLists: asked by id',
    { PrefixListIds: ['$list'] },
    answers({ PrefixLists: [{ PrefixListId: '$list', PrefixListName: 'offices', State: 'create-complete' }] }),
  ),
  ec2(
    'DescribeManagedPrefixLists: filtered by name',
    filtered({ 'prefix-list-name': 'off*' }),
    answers({ PrefixLists: [{ PrefixListId: '$list' }] }),
  ),
  ec2(
    'GetManagedPrefixListEntries: it has two',
    { PrefixListId: '$list' },
    answers({ Entries: [{ Cidr: '192.0.2.0/24', Description: 'one' }, { Cidr: '198.51.100.0/24' }] }),
  ),
  ec2(
    'GetManagedPrefixListEntries: asked for pages of one',
    { PrefixListId: '$list', MaxResults: 1 },
    answers({ Entries: [{ Cidr: '192.0.2.0/24' }] }),
    { nextEntries: 'NextToken' },
  ),
  ec2(
    'GetManagedPrefixListEntries: asked for the second page of two',
    { PrefixListId: '$list', MaxResults: 1, NextToken: '$nextEntries' },
    { ...answers({ Entries: [{ Cidr: '198.51.100.0/24' }] }), without: ['NextToken'] },
  ),
  ec2(
    'GetManagedPrefixListEntries: there is no such list',
    { PrefixListId: 'pl-0123456789abcdef0' },
    refuses('InvalidPrefixListID.NotFound'),
  ),

  ec2(
    'AuthorizeSecurityGroupIngress: every kind of peer is let in',
    permit('$b', {
      IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
      PrefixListIds: [{ PrefixListId: '$list' }],
      UserIdGroupPairs: [{ GroupId: '$c' }],
    }),
    answers({ Return: true, SecurityGroupRules: [{}, {}, {}, {}].map(() => ({ GroupId: '$b', IsEgress: false })) }),
    { rule: 'SecurityGroupRules.0.SecurityGroupRuleId' },
  ),
  ec2(
    'DescribeSecurityGroups: the group has rules of every kind',
    { GroupIds: ['$b'] },
    answers({
      SecurityGroups: [
        {
          IpPermissions: [
            {
              ...nfs,
              IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }],
              Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
              PrefixListIds: [{ PrefixListId: '$list' }],
              UserIdGroupPairs: [{ GroupId: '$c', UserId: '123456789012' }],
            },
          ],
          IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        },
      ],
    }),
  ),
  ec2(
    'AuthorizeSecurityGroupIngress: the one rule stands at the top of the request',
    { GroupId: '$d', ...nfs, CidrIp: '10.3.0.0/16' },
    answers({ Return: true }),
  ),
  ec2(
    'AuthorizeSecurityGroupIngress: the rule exists',
    permit('$b', block('10.0.0.0/8')),
    refuses('InvalidPermission.Duplicate'),
  ),
  ...['ten', '10.0.0.0/33'].map((text) =>
    ec2(
      `AuthorizeSecurityGroupIngress: the block is no block: ${text}`,
      permit('$b', block(text)),
      refuses('InvalidParameterValue'),
    ),
  ),
  ec2(
    'AuthorizeSecurityGroupIngress: the block has bits beyond its prefix',
    permit('$f', block('10.6.0.1/16')),
    answers({ SecurityGroupRules: [{ CidrIpv4: '10.6.0.0/16' }] }),
  ),
  ec2(
    'RevokeSecurityGroupIngress: the rule is told that is revoked',
    permit('$f', block('10.6.0.0/16')),
    answers({ RevokedSecurityGroupRules: [{ CidrIpv4: '10.6.0.0/16', IsEgress: false }] }),
  ),
  ec2(
    'AuthorizeSecurityGroupIngress: TCP is let in without ports',
    permit('$b', block('10.4.0.0/16'), { IpProtocol: 'tcp' }),
    refuses('InvalidParameterValue'),
  ),
  ec2('AuthorizeSecurityGroupIngress: there is no rule', { GroupId: '$b' }, refuses('MissingParameter')),
  ec2('AuthorizeSecurityGroupIngress: the rule has no peer', permit('$b', {}), refuses('MissingParameter')),
  ec2(
    'AuthorizeSecurityGroupIngress: the peer is no group that exists',
    permit('$b', { UserIdGroupPairs: [{ GroupId: 'sg-0123456789abcdef0' }] }),
    refuses('InvalidGroup.NotFound'),
  ),
  ec2(
    'AuthorizeSecurityGroupIngress: the peer is no prefix list that exists',
    permit('$b', { PrefixListIds: [{ PrefixListId: 'pl-0123456789abcdef0' }] }),
    refuses('InvalidPrefixListId.NotFound'),
  ),
  ec2(
    'AuthorizeSecurityGroupIngress: the group would have more than 60 rules',
    permit('$e', { IpRanges: sixtyOne }),
    refuses('RulesPerSecurityGroupLimitExceeded'),
  ),
  ec2(
    'DescribeSecurityGroupRules: asked by id',
    { SecurityGroupRuleIds: ['$rule'] },
    answers({
      SecurityGroupRules: [{ SecurityGroupRuleId: '$rule', GroupId: '$b', CidrIpv4: '10.0.0.0/8', FromPort: 2049 }],
    }),
  ),
  ec2(
    'DescribeSecurityGroupRules: there is no such rule',
    { SecurityGroupRuleIds: ['sgr-0123456789abcdef0'] },
    refuses('InvalidSecurityGroupRuleId.NotFound'),
  ),
  ec2(
    'RevokeSecurityGroupIngress: the rule is named by its terms',
    permit('$b', block('10.0.0.0/8')),
    answers({ Return: true }),
  ),
  ec2(
    'RevokeSecurityGroupIngress: the rule is gone',
    permit('$b', block('10.0.0.0/8')),
    refuses('InvalidPermission.NotFound'),
  ),
  ec2(
    'RevokeSecurityGroupIngress: there is no rule of the id',
    { GroupId: '$b', SecurityGroupRuleIds: ['$rule'] },
    refuses('InvalidSecurityGroupRuleId.NotFound'),
  ),

  ec2(
    'AuthorizeSecurityGroupEgress: NFS is let out to a block',
    permit('$b', block('10.5.0.0/16')),
    answers({ Return: true, SecurityGroupRules: [{ IsEgress: true, CidrIpv4: '10.5.0.0/16' }] }),
    { egressRule: 'SecurityGroupRules.0.SecurityGroupRuleId' },
  ),
  ec2(
    'RevokeSecurityGroupEgress: the rule is named by its id',
    { GroupId: '$b', SecurityGroupRuleIds: ['$egressRule'] },
    answers({ Return: true }),
  ),
  ec2(
    'DescribeSecurityGroupRules: the rule that was added was taken out again',
    filtered({ 'group-id': '$c' }),
    answers({
      SecurityGroupRules: [{ GroupId: '$c', IsEgress: true, CidrIpv4: '0.0.0.0/0', IpProtocol: '-1', FromPort: -1 }],
    }),
  ),
];
