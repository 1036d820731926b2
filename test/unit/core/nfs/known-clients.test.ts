import { describe, expect, it } from 'vitest';
import { parseCidr } from '../../../../functions/core/net/cidr.ts';
import { type KnownClient, knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import { client, self, sg, vpc } from '../../../support/builders.ts';
import { must } from '../../../support/must.ts';

const known = knownClients(
  [
    client(2, { groups: [sg(1), sg(1)], addresses: ['10.0.0.9', '10.0.0.2', 'fd00::2'] }),
    client(1, { groups: [sg(1), sg(2)], addresses: ['10.0.1.1', '10.0.0.16/28', '10.0.0.1'] }),
    client(3, { vpcId: vpc(2), addresses: ['10.0.0.3', 'here'] }),
  ],
  { blocks: new Map([[vpc(1), { owner: self, blocks: ['10.0.0.0/24', '10.0.1.0/24', 'here'] }]]), missing: [sg(9)] },
);
const said = (all: readonly KnownClient[]) => all.map(({ client: { name }, at }) => `${name} at ${at.join(', ')}`);
const within = (n: number, ...cidrs: readonly string[]) =>
  said(
    known.within(
      vpc(n),
      cidrs.map((text) => must(parseCidr(text))),
    ),
  );

describe('known clients', () => {
  it('are those of a group, by name and each once', () => {
    expect(said(known.membersOf(sg(1)))).toEqual([
      'i-1 at 10.0.1.1, 10.0.0.16/28, 10.0.0.1',
      'i-2 at 10.0.0.9, 10.0.0.2, fd00::2',
    ]);
    expect(known.membersOf(sg(3))).toEqual([]);
  });

  it('know the other interfaces of their machine', () => {
    const two = knownClients([1, 2, 3].map((n) => client(n, { machine: n === 3 ? 'i-3' : 'i-1' })));
    expect(two.inVpc(vpc(1)).map(({ others }) => others.map((it) => it.client.id))).toEqual([['eni-2'], ['eni-1'], []]);
  });

  it('come with the blocks of their VPC, and with groups that do not exist', () => {
    expect(known.blocksOf(vpc(1), self)).toEqual([parseCidr('10.0.0.0/23')]);
    expect(known.blocksOf(vpc(2), self)).toEqual([]);
    // Of a VPC that another account shares, AWS does not show every interface.
    expect(known.blocksOf(vpc(1), '444455556666')).toEqual([]);
    expect(known.missing).toEqual(new Set([sg(9)]));
    expect(known.inVpc(vpc(2)).map((it) => it.client.id)).toEqual(['eni-3']);
  });

  it.each([
    {
      what: 'addresses in a block',
      of: 1,
      cidrs: ['10.0.0.0/28'],
      found: ['i-1 at 10.0.0.1', 'i-2 at 10.0.0.9, 10.0.0.2'],
    },
    { what: 'a block that holds it', of: 1, cidrs: ['10.0.0.20/32'], found: ['i-1 at 10.0.0.16/28'] },
    {
      what: 'a block in it',
      of: 1,
      cidrs: ['10.0.0.0/27'],
      found: ['i-1 at 10.0.0.16/28, 10.0.0.1', 'i-2 at 10.0.0.9, 10.0.0.2'],
    },
    { what: 'a block of both', of: 1, cidrs: ['10.0.0.18/31', '10.0.0.20/31'], found: ['i-1 at 10.0.0.16/28'] },
    { what: 'another family', of: 1, cidrs: ['fd00::/64'], found: ['i-2 at fd00::2'] },
    { what: 'addresses of another VPC', of: 2, cidrs: ['10.0.0.0/8'], found: ['i-3 at 10.0.0.3'] },
    { what: 'a VPC without any', of: 3, cidrs: ['0.0.0.0/0', '::/0'], found: [] },
    { what: 'no block', of: 1, cidrs: [], found: [] },
  ])('are those with an address in blocks, with just that address: $what', ({ of, cidrs, found }) => {
    expect(within(of, ...cidrs)).toEqual(found);
    expect(within(of, ...cidrs)).toEqual(found);
  });
});
