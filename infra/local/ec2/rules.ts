import {
  AuthorizeSecurityGroupEgress$,
  type AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupIngress$,
  type AuthorizeSecurityGroupIngressRequest,
  type AuthorizeSecurityGroupIngressResult,
  DescribeSecurityGroupRules$,
  type DescribeSecurityGroupRulesRequest,
  type DescribeSecurityGroupRulesResult,
  type IpPermission,
  RevokeSecurityGroupEgress$,
  type RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupIngress$,
  type RevokeSecurityGroupIngressRequest,
  type RevokeSecurityGroupIngressResult,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { newRule } from '../world/network.ts';
import { type Rule, ruleKey } from '../world/rule.ts';
import type { SecurityGroup, World } from '../world/world.ts';
import { filterBy } from './filter.ts';
import { toRuleDescription } from './group-permissions.ts';
import { ec2Page } from './page.ts';
import { askedRules } from './rule-terms.ts';
import { specifiedTags } from './tag-input.ts';
import { ownGroup } from './write-groups.ts';

/** The quota "Inbound or outbound rules per security group" as accounts start with it. */
const MOST_RULES = 60;

type AuthorizeRequest = AuthorizeSecurityGroupIngressRequest | AuthorizeSecurityGroupEgressRequest;
type RevokeRequest = RevokeSecurityGroupIngressRequest | RevokeSecurityGroupEgressRequest;

// A single rule may be given at the top of the request instead of in IpPermissions.
const permissionsOf = (input: AuthorizeRequest | RevokeRequest): readonly IpPermission[] | undefined => {
  const { IpProtocol, FromPort, ToPort, CidrIp } = input;
  if (input.IpPermissions || CidrIp === undefined) return input.IpPermissions;
  return [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }];
};

const authorize =
  (isEgress: boolean) =>
  (input: AuthorizeRequest, { world }: Context): AuthorizeSecurityGroupIngressResult => {
    const group = ownGroup(world, input.GroupId);
    const tags = specifiedTags(input.TagSpecifications);
    const present = new Set(group.rules.map(ruleKey));
    const made = askedRules(permissionsOf(input), isEgress, world).map((asked) => {
      if (present.has(ruleKey(asked))) {
        throw new AwsFault(
          'InvalidPermission.Duplicate',
          `the specified rule "peer: ${Object.values(asked.peer)[0]}, ${asked.protocol}, from port: ${asked.fromPort}, to port: ${asked.toPort}, ALLOW" already exists`,
        );
      }
      present.add(ruleKey(asked));
      return newRule(world, { ...asked, tags });
    });
    const rules = [...group.rules, ...made];
    if (rules.filter((rule) => rule.isEgress === isEgress).length > MOST_RULES) {
      throw new AwsFault(
        'RulesPerSecurityGroupLimitExceeded',
        'The maximum number of rules per security group has been reached.',
      );
    }
    group.rules = rules;
    return { Return: true, SecurityGroupRules: made.map((rule) => toRuleDescription(group, rule, world)) };
  };

const rulesToRevoke = (
  input: RevokeRequest,
  isEgress: boolean,
  group: SecurityGroup,
  world: World,
): readonly Rule[] => {
  const inDirection = group.rules.filter((rule) => rule.isEgress === isEgress);
  if (input.SecurityGroupRuleIds) {
    return input.SecurityGroupRuleIds.map((id) => {
      const rule = inDirection.find((each) => each.id === id);
      if (rule) return rule;
      throw new AwsFault('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
    });
  }
  return askedRules(permissionsOf(input), isEgress, world).map((asked) => {
    const rule = inDirection.find((each) => ruleKey(each) === ruleKey(asked));
    if (rule) return rule;
    throw new AwsFault('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  });
};

const revoke =
  (isEgress: boolean) =>
  (input: RevokeRequest, { world }: Context): RevokeSecurityGroupIngressResult => {
    const group = ownGroup(world, input.GroupId);
    const gone = new Set(rulesToRevoke(input, isEgress, group, world));
    group.rules = group.rules.filter((rule) => !gone.has(rule));
    const RevokedSecurityGroupRules = [...gone].map((rule) => {
      const { ReferencedGroupInfo: referenced, ...described } = toRuleDescription(group, rule, world);
      return { ...described, ReferencedGroupId: referenced?.GroupId };
    });
    return { Return: true, RevokedSecurityGroupRules };
  };

const list = (input: DescribeSecurityGroupRulesRequest, { world }: Context): DescribeSecurityGroupRulesResult => {
  const all = [...world.securityGroups.values()].flatMap((group) => group.rules.map((rule) => ({ ...rule, group })));
  const passes = filterBy<(typeof all)[number]>(input.Filters, {
    'group-id': ({ group }) => [group.id],
    'security-group-rule-id': ({ id }) => [id],
  });
  const { SecurityGroupRuleIds: ids } = input;
  for (const id of ids ?? []) {
    if (all.some((rule) => rule.id === id)) continue;
    throw new AwsFault('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
  }
  const { items, next } = ec2Page(all, input, (rule) => (ids?.includes(rule.id) ?? true) && passes(rule));
  return { SecurityGroupRules: items.map((rule) => toRuleDescription(rule.group, rule, world)), NextToken: next };
};

/** The operations on the rules of security groups. */
export const ruleOperations: readonly Operation[] = [
  operation(AuthorizeSecurityGroupIngress$, authorize(false)),
  operation(AuthorizeSecurityGroupEgress$, authorize(true)),
  operation(RevokeSecurityGroupIngress$, revoke(false)),
  operation(RevokeSecurityGroupEgress$, revoke(true)),
  operation(DescribeSecurityGroupRules$, list),
];
