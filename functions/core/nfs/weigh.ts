import type { VpcId } from '../model/ids.ts';
import { asCidr } from '../net/cidr.ts';
import type { CutOff } from './cut-off.ts';
import type { Contest, FlowVerdict } from './flow-evidence.ts';
import type { KnownClient, KnownClients } from './known-clients.ts';
import type { LostSource } from './lost-source.ts';
import { sourcesOfCidrs } from './reach.ts';

const clientsIn = (all: readonly KnownClient[]) => [...new Set(all.map(({ client }) => client))];

/** What a flow log can decide about a change; undefined where no protected client loses access, as far as is known. */
export const contestOf = (cutOff: CutOff, clients: KnownClients, vpcId: VpcId): Contest | undefined => {
  const { lost, lostBlocks, wideBlocks, ignored, isUnseen } = cutOff;
  const contested = lost.filter(({ counts }) => counts === 'clients' || counts === 'remote');
  // Who used NFS from a block where no machine is at the moment counts by the word of the log.
  const isFull = lost.every(({ kind, counts }) => kind !== 'cidr' || counts !== 'idle');
  if (contested.length === 0 && ignored.length === 0 && !isUnseen && isFull) return undefined;
  const groups = contested.flatMap((it) => (it.kind === 'group' ? clients.membersOf(it.groupId) : []));
  return {
    losers: clientsIn([...contested.flatMap(({ by }) => by), ...ignored]),
    lost: [
      ...(groups.length > 0 ? [{ members: clientsIn(groups) }] : []),
      ...lostBlocks.map((cidr) => ({
        cidr,
        members: clientsIn(clients.within(vpcId, sourcesOfCidrs([cidr]).addresses)),
      })),
    ],
    beside: wideBlocks,
    present: clientsIn(clients.all),
    vpcId,
  };
};

/** Who loses access, by what a flow log says: without those who do not use NFS, and with those it has seen that nothing else would count. */
export const weighed = (cutOff: CutOff, verdict: FlowVerdict): CutOff => {
  const { acquitted, unused, convicted, gone, why } = verdict;
  const guilty = new Set(convicted.flatMap(({ by }) => by?.id ?? []));
  const left = cutOff.lost.flatMap((source): readonly LostSource[] => {
    const by = source.by.filter(({ client }) => !acquitted.has(client.id));
    const isUnused = source.kind === 'cidr' && source.counts === 'remote' && unused.has(source.cidr);
    if (isUnused) return [];
    if (source.counts !== 'clients' || by.length > 0) return [{ ...source, by }];
    // Who was in a group before, and is gone, the log tells only by an address.
    return source.kind === 'group' ? [{ ...source, by, counts: 'idle' }] : [];
  });
  const seen = cutOff.ignored
    .filter(({ client }) => guilty.has(client.id))
    .flatMap((it): readonly LostSource[] =>
      it.at
        .slice(0, 1)
        .map((address) => ({ kind: 'cidr', cidr: asCidr(address), counts: 'clients', by: [it], via: [] })),
    );
  const elsewhere = convicted
    .filter(({ by }) => by === undefined)
    .map(({ address }): LostSource => ({ kind: 'cidr', cidr: asCidr(address), counts: 'seen', by: [], via: [] }));
  const { relieved, ...rest } = cutOff;
  return {
    ...rest,
    lost: [...left, ...seen, ...elsewhere],
    ignored: cutOff.ignored.filter(({ client }) => !guilty.has(client.id)),
    evidence: { why, gone },
    // An outage outweighs no client that uses NFS.
    ...(relieved !== undefined && convicted.length === 0 && { relieved }),
  };
};
