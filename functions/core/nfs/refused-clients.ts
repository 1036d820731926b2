import { placeOf } from '../net/cidr.ts';
import type { FlowLogAnswer, Talker } from './flow-log.ts';

/** A machine that was refused NFS after a change. */
export interface RefusedClient extends Talker {
  /** Whether the change was judged to take access from it, or it was let in before. */
  readonly because: 'loser' | 'accepted-before';
}

/**
 * Tells whom a change shut out from who was never let in: rejected talkers since the change that were judged losers of it, or
 * were accepted before it, are refused clients; the addresses of all others, such as scanners, are information. Losers and
 * accepted ones are addresses or CIDR blocks. One rejected packet is enough: a client whose mount hangs sends little more.
 */
export const refusedClients = (
  { rejected }: Pick<FlowLogAnswer, 'rejected'>,
  before: { readonly losers: readonly string[]; readonly accepted: readonly string[] },
): { readonly refused: readonly RefusedClient[]; readonly others: readonly string[] } => {
  const within = (sources: readonly string[]) => {
    const ranges = sources.map(placeOf).filter((range) => range !== undefined);
    return ({ address }: Talker): boolean => {
      const place = placeOf(address);
      return place !== undefined && ranges.some(({ first, last }) => first <= place.first && place.last <= last);
    };
  };
  const [isLoser, wasAccepted] = [within(before.losers), within(before.accepted)];
  const refused = rejected.flatMap((talker): readonly RefusedClient[] => {
    if (isLoser(talker)) return [{ ...talker, because: 'loser' }];
    return wasAccepted(talker) ? [{ ...talker, because: 'accepted-before' }] : [];
  });
  const named = new Set(refused.map(({ address }) => address));
  return { refused, others: rejected.flatMap(({ address }) => (named.has(address) ? [] : [address])) };
};
