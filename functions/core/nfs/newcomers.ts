import { groupSet } from '../model/group-set.ts';
import type { SecurityGroupId, VpcId } from '../model/ids.ts';
import { type Block, blocksOf, formatBlock } from '../net/cidr.ts';
import type { Range } from '../net/ranges.ts';
import type { KnownClient, KnownClients } from './known-clients.ts';
import { letsIn } from './let-in.ts';
import type { LostSource } from './lost-source.ts';
import { difference, type Sources } from './reach.ts';

/** Clients of one source that are looked at, and named. */
const [mostLookedAt, mostNamed] = [1_000, 10];

/** Which groups let a source in now, and the block that it is a part of by a rule. */
interface Via {
  readonly rule: (block: Block) => { readonly of?: string };
  readonly group: (id: SecurityGroupId) => readonly SecurityGroupId[];
  readonly block: (block: Range) => readonly SecurityGroupId[];
}

/** What loses access by a change and is not on record: sources, with the first clients that come by them only. */
export const newcomers = (
  gone: Sources,
  { recent, remains }: Readonly<Record<'recent' | 'remains', Sources>>,
  clients: KnownClients,
  vpcId: VpcId,
  via: Via,
): readonly LostSource[] => {
  const { groups, addresses } = difference(gone, recent);
  const isNew = (it: KnownClient): boolean =>
    it.client.cannotMount === undefined && !letsIn(recent, it) && !letsIn(remains, it);
  const some = (all: readonly KnownClient[]) => {
    const by = all.values().take(mostLookedAt).filter(isNew).take(mostNamed).toArray();
    return { by, counts: by.length > 0 ? ('clients' as const) : ('idle' as const) };
  };
  return [
    ...groupSet(groups).map((groupId): LostSource => {
      return { kind: 'group', groupId, ...some(clients.membersOf(groupId)), via: via.group(groupId) };
    }),
    ...blocksOf(addresses).map((block): LostSource => {
      return {
        kind: 'cidr',
        cidr: formatBlock(block),
        ...via.rule(block),
        ...some(clients.within(vpcId, [block])),
        via: via.block(block),
      };
    }),
  ];
};
