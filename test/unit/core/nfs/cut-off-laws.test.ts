import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Client } from '../../../../functions/core/nfs/client.ts';
import { nfsCutOff } from '../../../../functions/core/nfs/cut-off.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import type { Protection } from '../../../../functions/core/nfs/known-good.ts';
import { nfsReach, union } from '../../../../functions/core/nfs/reach.ts';
import { client, oneOf, place, policy, self, sg, tags, vpc } from '../../../support/builders.ts';
import { anyAddress, anyCidr, anySources, nfsFrom, reachOf } from '../../../support/nfs-rules.ts';
import { type Around, plainCutOff } from '../../../support/plain-cut-off.ts';
import { shuffles } from '../../../support/worlds.ts';

const numbers = [1, 2, 3, 4];
const someNumbers = fc.subarray(numbers);
const { safety: defaults } = policy([]);
const safety = { ...defaults, clients: { ...defaults.clients, ignore: new Map([['role', oneOf('scanner')]]) } };

const anyClient: fc.Arbitrary<Partial<Client>> = fc
  .record({
    name: fc.constantFrom('i-1', 'i-2', 'i-10'),
    machine: fc.constantFrom('m-1', 'm-2', 'm-3', 'eni-0', 'eni-1'),
    vpcId: fc.constantFrom(vpc(1), vpc(1), vpc(2)),
    groups: someNumbers.map((some) => some.map(sg)),
    addresses: fc.array(fc.oneof(anyAddress, anyCidr, fc.constantFrom('here', '169.254.0.1')), { maxLength: 3 }),
    tags: fc.constantFrom(tags({}), tags({}), tags({ role: 'scanner' })),
    cannotMount: fc.constantFrom(undefined, undefined, undefined, 'a load balancer'),
  })
  .map(({ cannotMount, ...say }) => ({ ...say, ...(cannotMount !== undefined && { cannotMount }) }));
const clients = fc
  .array(anyClient, { maxLength: 10 })
  .map((all) => all.map((say, n) => client(n, { ...say, name: `${say.name}${n}` })));
const arounds: fc.Arbitrary<Around> = fc.record({
  clients,
  blocks: fc.subarray(['10.0.0.0/27', '10.0.0.0/16', 'fd00::/64']),
  missing: someNumbers.map((some) => some.map(sg)),
});
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
const sets = fc.array(
  anySources.map((sources) => reachOf(...sources).sources),
  { minLength: 1, maxLength: 3 },
);
const protections: fc.Arbitrary<Protection> = fc.oneof(
  fc.constant({}),
  sets.map((ever) => ({ ever: union(ever) })),
  fc.constant({ ever: union([]) }),
  sets.map((recent) => ({ recent: { sets: recent, sources: union(recent), until: 7 } })),
);
const known = ({ clients: all, blocks, missing }: Around) =>
  knownClients(all, { blocks: new Map([[vpc(1), { owner: self, blocks }]]), missing });

it('says of every source who loses access by it, as a look at every client for every source does', () => {
  fc.assert(
    fc.property(reaches, places, arounds, protections, ([before, after], here, around, protection) => {
      const { extent, lost, ignored, relieved } = nfsCutOff(before, after, here, known(around), protection, safety);
      const named = lost.map((source) => ({
        ...source,
        of: undefined,
        by: source.by.map((it) => ({ id: it.client.id, at: it.at })),
      }));
      expect({ extent, lost: named, ignored: ignored.map((it) => it.client.id).sort(), relieved }).toEqual(
        plainCutOff(before, after, here, around, protection, safety),
      );
    }),
    { numRuns: 500 },
  );
});

it('does not depend on the order of clients, nor on what else they were looked up for', () => {
  fc.assert(
    fc.property(
      reaches,
      reaches,
      places,
      arounds,
      protections,
      shuffles,
      ([before, after], others, here, around, protection, shuffle) => {
        const used = known({ ...around, clients: shuffle(around.clients) });
        nfsCutOff(...others, here, used, protection, safety);
        const said = (all: typeof used) =>
          JSON.stringify(nfsCutOff(before, after, here, all, protection, safety), (key, value) =>
            ['others', 'places', 'ignored'].includes(key) || value instanceof Map ? undefined : value,
          );
        expect(said(used)).toEqual(said(known(around)));
      },
    ),
  );
});

it('protects nobody beyond the record by what came with the drift', () => {
  fc.assert(
    fc.property(reaches, anySources, places, arounds, ([good, after], intruding, here, around) => {
      const recent = { sets: [good.sources], sources: good.sources, until: 7 };
      const lostTo = (before: typeof good) => {
        const { lost } = nfsCutOff(before, after, here, known(around), { recent }, safety);
        return lost.map(({ by, counts, via, ...source }) => JSON.stringify(source));
      };
      const withIntruder = { ...good, sources: union([good.sources, reachOf(...intruding).sources]) };
      // What the intruder lets in beside the good set is never a reason.
      if (withIntruder.sources.unreadable.size === good.sources.unreadable.size)
        expect(new Set(lostTo(good)).isSupersetOf(new Set(lostTo(withIntruder)))).toBe(true);
    }),
  );
});
