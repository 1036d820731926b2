import {
  CreateManagedPrefixList$,
  type CreateManagedPrefixListRequest,
  type CreateManagedPrefixListResult,
  DescribeManagedPrefixLists$,
  type DescribeManagedPrefixListsRequest,
  type DescribeManagedPrefixListsResult,
  GetManagedPrefixListEntries$,
  type GetManagedPrefixListEntriesRequest,
  type GetManagedPrefixListEntriesResult,
  type ManagedPrefixList,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { addPrefixList } from '../world/network.ts';
import { toPairs } from '../world/tags.ts';
import type { PrefixList, World } from '../world/world.ts';
import { filterBy } from './filter.ts';
import { ec2Page } from './page.ts';
import { specifiedTags } from './tag-input.ts';

/** Both reads of prefix lists give 1 to 100 items a page (EC2 API model). */
const PAGES = { least: 1, most: 100 };

const knownList = (world: World, id = ''): PrefixList => {
  const known = world.prefixLists.get(id);
  if (!known) throw new AwsFault('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  return known;
};

const describe = (of: PrefixList, world: World): ManagedPrefixList => ({
  PrefixListId: of.id,
  PrefixListName: of.name,
  PrefixListArn: `arn:aws:ec2:${world.region}:${of.ownerId}:prefix-list/${of.id}`,
  AddressFamily: of.addressFamily,
  MaxEntries: of.maxEntries,
  OwnerId: of.ownerId,
  State: 'create-complete',
  Version: 1,
  Tags: toPairs(of.tags),
});

const create = (input: CreateManagedPrefixListRequest, { world }: Context): CreateManagedPrefixListResult => {
  const { PrefixListName: name = '', AddressFamily: addressFamily = '', MaxEntries: maxEntries = 0 } = input;
  const entries = (input.Entries ?? []).map(({ Cidr: cidr = '', Description: description }) => ({
    cidr,
    ...(description === undefined ? {} : { description }),
  }));
  if (addressFamily !== 'IPv4' && addressFamily !== 'IPv6') {
    throw new AwsFault('InvalidParameterValue', `Value (${addressFamily}) for parameter AddressFamily is invalid.`);
  }
  if (entries.length > maxEntries) {
    throw new AwsFault('PrefixListMaxEntriesExceeded', `The prefix list has more than ${maxEntries} entries.`);
  }
  const tags = specifiedTags(input.TagSpecifications);
  return { PrefixList: describe(addPrefixList(world, { name, addressFamily, maxEntries, entries, tags }), world) };
};

const list = (input: DescribeManagedPrefixListsRequest, { world }: Context): DescribeManagedPrefixListsResult => {
  const all = input.PrefixListIds?.map((id) => knownList(world, id)) ?? world.prefixLists.values();
  const passes = filterBy<PrefixList>(input.Filters, {
    'owner-id': (of) => [of.ownerId],
    'prefix-list-id': (of) => [of.id],
    'prefix-list-name': (of) => [of.name],
  });
  const { items, next } = ec2Page(all, input, passes, PAGES);
  return { PrefixLists: items.map((of) => describe(of, world)), NextToken: next };
};

const listEntries = (
  input: GetManagedPrefixListEntriesRequest,
  { world }: Context,
): GetManagedPrefixListEntriesResult => {
  const entries = knownList(world, input.PrefixListId).entries.map((entry) => ({ ...entry, id: entry.cidr }));
  const { items, next } = ec2Page(entries, input, () => true, PAGES);
  return { Entries: items.map(({ cidr, description }) => ({ Cidr: cidr, Description: description })), NextToken: next };
};

/** The operations on customer-managed prefix lists. */
export const prefixListOperations: readonly Operation[] = [
  operation(CreateManagedPrefixList$, create),
  operation(DescribeManagedPrefixLists$, list),
  operation(GetManagedPrefixListEntries$, listEntries),
];
