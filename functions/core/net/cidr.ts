import { type AddressFamily, IPV4, IPV6 } from './address.ts';
import type { Range, Ranges } from './ranges.ts';

/** The addresses that share a prefix: one CIDR block, in places on the line of `AddressFamily`. */
export interface Block extends Range {
  readonly family: AddressFamily;
  readonly prefix: number;
}

/** Reads `address/length` of either family, setting host bits to zero; undefined when it is not that. */
export const parseCidr = (text: string): Range | undefined => {
  const slash = text.indexOf('/');
  const [address, length] = [text.slice(0, slash), text.slice(slash + 1)];
  const family = address.includes(':') ? IPV6 : IPV4;
  const value = family.parse(address);
  if (value === undefined || !/^\d{1,3}$/.test(length) || Number(length) > family.bits) return;
  const hostBits = BigInt(family.bits - Number(length));
  const first = family.base + ((value >> hostBits) << hostBits);
  return { first, last: first + (1n << hostBits) - 1n };
};

/** An address as the CIDR block that holds nothing else; a block unchanged. */
export const asCidr = (text: string): string =>
  text.includes('/') ? text : `${text}/${text.includes(':') ? IPV6.bits : IPV4.bits}`;

/** The places that an address, or a CIDR block, stands for; undefined when the text is neither. */
export const placeOf = (text: string): Range | undefined => parseCidr(asCidr(text));

/** The fewest blocks that make up these addresses, ascending, IPv4 first; any block inside them is inside one of these. */
export const blocksOf = (addresses: Ranges): readonly Block[] =>
  addresses.flatMap(({ first, last }) => {
    const blocks: Block[] = [];
    for (let next = first; next <= last; ) {
      const block = widestBlock(next, last);
      blocks.push(block);
      next = block.last + 1n;
    }
    return blocks;
  });

const widestBlock = (first: bigint, limit: bigint): Block => {
  const family = first < IPV6.base ? IPV4 : IPV6;
  for (let prefix = 0; ; prefix++) {
    const size = 1n << BigInt(family.bits - prefix);
    const last = first + size - 1n;
    if (first % size === 0n && last <= limit) return { family, prefix, first, last };
  }
};

/** Writes a block as `address/length`. */
export const formatBlock = ({ family, prefix, first }: Block): string =>
  `${family.format(first - family.base)}/${prefix}`;
