import { expect, it } from 'vitest';
import { nfsCutOff } from '../../functions/core/nfs/cut-off.ts';
import { knownClients } from '../../functions/core/nfs/known-clients.ts';
import { client, place, policy } from '../support/builders.ts';
import { cidr, reachOf } from '../support/nfs-rules.ts';

/** How often addresses of clients are read when so many blocks lose access, with one client in each. */
const readsOf = (count: number): number => {
  const blocks = Array.from({ length: count }, (_, n) => cidr(`10.${n}.0.0/16`));
  let reads = 0;
  const clients = blocks.map((_, n) => ({
    ...client(n),
    get addresses() {
      reads += 1;
      return [`10.${n}.0.9`];
    },
  }));
  const { safety } = policy([]);
  const { lost } = nfsCutOff(reachOf(...blocks), reachOf(), place(['IPv4']), knownClients(clients), {}, safety);
  expect(lost.flatMap(({ by }) => by)).toHaveLength(count);
  return reads;
};

it('reads the addresses of each client equally often, however many blocks lose access', () => {
  expect(readsOf(200) / 200).toBe(readsOf(20) / 20);
});
