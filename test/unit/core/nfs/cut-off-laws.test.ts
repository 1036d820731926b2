import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Client } from '../../../../functions/core/nfs/client.ts';
import { nfsCutOff } from '../../../../functions/core/nfs/cut-off.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import { nfsReach } from '../../../../functions/core/nfs/reach.ts';
import { client, place, sg, vpc } from '../../../support/builders.ts';
import { anyAddress, anyCidr, anySources, nfsFrom } from '../../../support/nfs-rules.ts';
import { plainCutOff } from '../../../support/plain-cut-off.ts';
import { shuffles } from '../../../support/worlds.ts';

const numbers = [1, 2, 3, 4];
const someNumbers = fc.subarray(numbers);

const anyClient: fc.Arbitrary<Omit<Client, 'id' | 'machine' | 'tags'>> = fc.record({
  name: fc.constantFrom('i-1', 'i-2', 'i-10'),
  vpcId: fc.constantFrom(vpc(1), vpc(1), vpc(2)),
  groups: someNumbers.map((some) => some.map(sg)),
  addresses: fc.array(fc.oneof(anyAddress, anyCidr, fc.constantFrom('here', '169.254.0.1')), { maxLength: 4 }),
});
const clients = fc
  .array(anyClient, { maxLength: 12 })
  .map((all) => all.map((say, n) => client(n, { ...say, name: `${say.name}${n}` })));
const families = fc.constantFrom(undefined, ['IPv4'] as const, ['IPv6'] as const, ['IPv4', 'IPv6'] as const);
/** Of the groups attached before and after; 9 is one whose rules are not known. */
const reaches = fc
  .tuple(anySources, anySources, fc.subarray([1, 2, 9]), fc.subarray([1, 2, 9]))
  .map(([first, second, before, after]) => {
    const rules = new Map([
      [sg(1), first.map(nfsFrom)],
      [sg(2), second.map(nfsFrom)],
    ]);
    return [nfsReach(before.map(sg), rules), nfsReach(after.map(sg), rules)] as const;
  });
const places = fc.tuple(families, someNumbers).map(([some, usable]) => place(some, usable));
const askedGroups = someNumbers.map((some) => some.map(sg));

it('says of every source who loses access by it, as a look at every client for every source does', () => {
  fc.assert(
    fc.property(reaches, places, clients, askedGroups, ([before, after], here, all, asked) => {
      const { extent, lost, deserted } = nfsCutOff(before, after, here, knownClients(all, asked));
      const named = lost.map((source) => ({ ...source, by: source.by.map((it) => ({ id: it.client.id, at: it.at })) }));
      expect({ extent, lost: named, deserted }).toEqual(plainCutOff(before, after, here, all, asked));
    }),
    { numRuns: 300 },
  );
});

it('does not depend on the order of clients, nor on what else they were looked up for', () => {
  fc.assert(
    fc.property(reaches, reaches, places, clients, shuffles, ([before, after], others, here, all, shuffle) => {
      const known = knownClients(shuffle(all), numbers.map(sg));
      nfsCutOff(...others, here, known);
      expect(nfsCutOff(before, after, here, known)).toEqual(
        nfsCutOff(before, after, here, knownClients(all, numbers.map(sg))),
      );
    }),
  );
});
