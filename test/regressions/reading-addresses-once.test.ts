import { expect, it, vi } from 'vitest';
import { parseCidr } from '../../functions/core/net/cidr.ts';
import { nfsCutOff } from '../../functions/core/nfs/cut-off.ts';
import { knownClients } from '../../functions/core/nfs/known-clients.ts';
import { client, place } from '../support/builders.ts';
import { cidr, reachOf } from '../support/nfs-rules.ts';

vi.mock(import('../../functions/core/net/cidr.ts'), { spy: true });

it('reads the address of each client once, however many blocks lose access', () => {
  const blocks = Array.from({ length: 60 }, (_, n) => cidr(`10.0.${2 * n}.0/24`));
  const clients = Array.from({ length: 60 }, (_, n) => client(n, { addresses: [`10.0.${2 * n}.9`] }));
  const [before, after] = [reachOf(...blocks), reachOf()];
  vi.mocked(parseCidr).mockClear();

  const { lost } = nfsCutOff(before, after, place(['IPv4']), knownClients(clients, []));

  expect(lost.map(({ by }) => by.length)).toEqual(blocks.map(() => 1));
  expect(parseCidr).toHaveBeenCalledTimes(clients.length);
});
