import {
  CreateTags$,
  type CreateTagsRequest,
  DeleteTags$,
  type DeleteTagsRequest,
  DescribeTags$,
  type DescribeTagsRequest,
  type DescribeTagsResult,
  type TagDescription,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import type { Tags } from '../world/tags.ts';
import type { World } from '../world/world.ts';
import { filterBy } from './filter.ts';
import { knownInterface } from './interfaces.ts';
import { ec2Page } from './page.ts';
import { knownGroup } from './read-groups.ts';
import { knownSubnet } from './subnets.ts';
import { checkedTags } from './tag-input.ts';
import { knownVpc } from './vpcs.ts';

const ruleTags = (world: World, id: string): Tags => {
  for (const { rules } of world.securityGroups.values()) {
    const rule = rules.find((each) => each.id === id);
    if (rule) return rule.tags;
  }
  throw new AwsFault('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
};

const prefixListTags = (world: World, id: string): Tags => {
  const known = world.prefixLists.get(id);
  if (!known) throw new AwsFault('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  return known.tags;
};

const byPrefix: Readonly<Record<string, (world: World, id: string) => Tags>> = {
  eni: (world, id) => knownInterface(world, id).tags,
  pl: prefixListTags,
  sg: (world, id) => knownGroup(world, id).tags,
  sgr: ruleTags,
  subnet: (world, id) => knownSubnet(world, id).tags,
  vpc: (world, id) => knownVpc(world, id).tags,
};

const tagsOfResource = (world: World, id: string): Tags => {
  const read = byPrefix[id.slice(0, id.indexOf('-'))];
  if (!read) throw new AwsFault('InvalidID', `The ID '${id}' is not valid`);
  return read(world, id);
};

const create = (input: CreateTagsRequest, { world }: Context): void => {
  const resources = (input.Resources ?? []).map((id) => tagsOfResource(world, id));
  for (const tags of resources) checkedTags(input.Tags, tags);
  for (const tags of resources) {
    for (const [key, value] of checkedTags(input.Tags)) tags.set(key, value);
  }
};

const remove = (input: DeleteTagsRequest, { world }: Context): void => {
  for (const id of input.Resources ?? []) {
    const tags = tagsOfResource(world, id);
    if (!input.Tags) tags.clear();
    for (const { Key: key = '', Value: value } of input.Tags ?? []) {
      if (value === undefined || value === tags.get(key)) tags.delete(key);
    }
  }
};

interface Tagging {
  readonly id: string;
  readonly resource: string;
  readonly type: NonNullable<TagDescription['ResourceType']>;
  readonly key: string;
  readonly value: string;
  readonly tags: Tags;
}

const taggings = (world: World): readonly Tagging[] => {
  const kinds = [
    ['vpc', world.vpcs.values()],
    ['subnet', world.subnets.values()],
    ['security-group', world.securityGroups.values()],
    ['security-group-rule', world.securityGroups.values().flatMap(({ rules }) => rules)],
    ['prefix-list', world.prefixLists.values()],
    ['network-interface', world.networkInterfaces.values()],
  ] as const;
  return kinds.flatMap(([type, resources]) =>
    [...resources].flatMap(({ id: resource, tags }) =>
      [...tags].map(([key, value]) => ({ id: `${resource} ${key}`, resource, type, key, value, tags })),
    ),
  );
};

const list = (input: DescribeTagsRequest, { world }: Context): DescribeTagsResult => {
  const passes = filterBy<Tagging>(input.Filters, {
    key: ({ key }) => [key],
    'resource-id': ({ resource }) => [resource],
    'resource-type': ({ type }) => [type],
    value: ({ value }) => [value],
  });
  const { items, next } = ec2Page(taggings(world), input, passes);
  return {
    Tags: items.map(({ resource, type, key, value }) => ({
      ResourceId: resource,
      ResourceType: type,
      Key: key,
      Value: value,
    })),
    NextToken: next,
  };
};

/** The tag operations of EC2, for every kind of resource that this endpoint keeps. */
export const ec2TagOperations: readonly Operation[] = [
  operation(CreateTags$, create),
  operation(DeleteTags$, remove),
  operation(DescribeTags$, list),
];
