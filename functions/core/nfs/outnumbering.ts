import type { VpcId } from '../model/ids.ts';
import type { Safety } from '../model/policy.ts';
import type { KnownClient, KnownClients } from './known-clients.ts';
import { isIgnored, letsIn } from './let-in.ts';
import type { LostSource } from './lost-source.ts';
import { isEmpty, type Sources } from './reach.ts';

/** Whether the loser may be a person who debugs, where nothing is on record: one instance. A fleet, a database and a service are not. */
const isDebugging = (losers: readonly KnownClient[]): boolean => {
  const machines = new Set(losers.map(({ client }) => client.machine));
  return machines.size === 1 && losers.every(({ client }) => client.machine !== client.id);
};

/**
 * How many machines a change lets in that are shut out now, where they are more than lose access, and no loser is on record.
 * A machine that gets in by one of its interfaces is not shut out. Where nothing is on record, a single instance may lose.
 */
export const outnumbering = (
  lost: readonly LostSource[],
  clients: KnownClients,
  vpcId: VpcId,
  ignore: Safety['clients'],
  { from, remains, ever }: Readonly<Record<'from' | 'remains' | 'ever', Sources>>,
): number | undefined => {
  if (lost.some(({ counts }) => counts === 'remote' || counts === 'unreadable')) return undefined;
  const isHere = ({ client }: KnownClient): boolean => client.vpcId === vpcId;
  const isLetIn = (known: KnownClient): boolean =>
    [known, ...known.others].some((it) => isHere(it) && letsIn(from, it));
  const wanted = [
    ...[...remains.groups].flatMap((id) => clients.membersOf(id)).filter(isHere),
    ...clients.within(vpcId, remains.addresses),
  ];
  const relieved = wanted.filter(
    (it) => it.client.cannotMount === undefined && !isIgnored(it.client, ignore) && !isLetIn(it),
  );
  const machines = (all: readonly KnownClient[]): number => new Set(all.map(({ client }) => client.machine)).size;
  const count = machines(relieved);
  if (count === 0) return undefined;
  const losers = lost.flatMap(({ by }) => by);
  const isOutweighed = losers.length > 0 && count > machines(losers) && !losers.some((it) => letsIn(ever, it));
  return isOutweighed && (!isEmpty(ever) || isDebugging(losers)) ? count : undefined;
};
