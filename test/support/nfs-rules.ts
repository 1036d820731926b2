import fc from 'fast-check';
import type { IngressRule, IngressSource } from '../../functions/core/model/ingress.ts';
import { nfsReach, type Reach, type RulesOfGroups } from '../../functions/core/nfs/reach.ts';
import { sg } from './builders.ts';

export const cidr = (text: string): IngressSource => ({ kind: 'cidr', cidr: text });
export const group = (n: number): IngressSource => ({ kind: 'group', groupId: sg(n) });
export const prefixList = (id: string, entries?: readonly string[]): IngressSource => ({
  kind: 'prefix-list',
  id,
  ...(entries && { entries }),
});

/** TCP 2049 from one source. */
export const nfsFrom = (source: IngressSource): IngressRule => ({
  protocol: 'tcp',
  fromPort: 2049,
  toPort: 2049,
  source,
});

/** Reach through all these groups. */
export const reachThrough = (rulesOf: RulesOfGroups): Reach => nfsReach([...rulesOf.keys()], rulesOf);

/** Reach through group 1, whose rules admit these sources to TCP 2049. */
export const reachOf = (...sources: readonly IngressSource[]): Reach =>
  reachThrough(new Map([[sg(1), sources.map(nfsFrom)]]));

/** Many of the addresses are close together, so that blocks often meet. */
const v4Address = fc.oneof(fc.integer({ min: 0x0a000000, max: 0x0a00001f }), fc.integer({ min: 0, max: 0xffffffff }));
const v6Address = fc.tuple(fc.constantFrom('fd00', '2001', 'fe80'), fc.integer({ min: 0, max: 0x1f }));

const v4Text = v4Address.map((n) => [24, 16, 8, 0].map((shift) => (n >>> shift) & 0xff).join('.'));
const v6Text = v6Address.map(([head, tail]) => `${head}::${tail.toString(16)}`);

/** Addresses of both families, as text. */
export const anyAddress = fc.oneof(v4Text, v6Text);
/** CIDR blocks of both families and all lengths, host bits set or not. */
export const anyCidr = fc
  .oneof(
    fc.tuple(v4Text, fc.oneof(fc.integer({ min: 26, max: 32 }), fc.nat(32))),
    fc.tuple(v6Text, fc.oneof(fc.integer({ min: 122, max: 128 }), fc.nat(128))),
  )
  .map(([address, length]) => `${address}/${length}`);
/** Sources of every kind, readable and not. */
export const anySource: fc.Arbitrary<IngressSource> = fc.oneof(
  { weight: 4, arbitrary: anyCidr.map(cidr) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }).map(group) },
  { weight: 1, arbitrary: fc.constantFrom('pl-1', 'pl-2').map((id) => prefixList(id)) },
  { weight: 1, arbitrary: fc.array(anyCidr, { maxLength: 4 }).map((entries) => prefixList('pl-3', entries)) },
  { weight: 1, arbitrary: fc.constantFrom('10.0.0.0/33', 'here').map(cidr) },
);
export const anySources = fc.array(anySource, { maxLength: 8 });
