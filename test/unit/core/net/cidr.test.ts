import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, formatBlock, parseCidr, placeOf } from '../../../../functions/core/net/cidr.ts';
import { mergeRanges } from '../../../../functions/core/net/ranges.ts';
import { anyCidr } from '../../../support/nfs-rules.ts';

const addressesOf = (cidrs: readonly string[]) => mergeRanges(cidrs.flatMap((text) => parseCidr(text) ?? []));
const minimal = (...cidrs: readonly string[]) => blocksOf(addressesOf(cidrs)).map(formatBlock);

describe('cidr', () => {
  it.each(['10.0.0.0/8', '0.0.0.0/0', '255.255.255.255/32', '::/0', 'fd00::/8', '2001:db8::1/128'])(
    'reads and writes %s',
    (text) => expect(minimal(text)).toEqual([text]),
  );

  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['2001:db8::1/32', '2001:db8::/32'],
    ['1.2.3.4/0', '0.0.0.0/0'],
  ])('reads %s as %s', (text, block) => expect(minimal(text)).toEqual([block]));

  it.each([
    '',
    '/',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/-1',
    '10.0.0.0/+8',
    '10.0.0.0/8.0',
    '10.0.0.0/8/8',
    '10.0.0.0/8 ',
    '10.0.0/8',
    '/8',
    'all',
  ])('does not read "%s"', (text) => expect(parseCidr(text)).toBeUndefined());

  it.each([
    { of: 'two halves', cidrs: ['0.0.0.0/1', '128.0.0.0/1'], blocks: ['0.0.0.0/0'] },
    {
      of: 'neighbours that are not aligned',
      cidrs: ['11.0.0.0/8', '12.0.0.0/8'],
      blocks: ['11.0.0.0/8', '12.0.0.0/8'],
    },
    { of: 'a block and its part', cidrs: ['10.0.0.0/8', '10.1.0.0/16'], blocks: ['10.0.0.0/8'] },
    { of: 'both families whole', cidrs: ['::/0', '0.0.0.0/0'], blocks: ['0.0.0.0/0', '::/0'] },
    { of: 'the end of IPv4 and the start of IPv6', cidrs: ['::/1', '128.0.0.0/1'], blocks: ['128.0.0.0/1', '::/1'] },
  ])('makes the fewest blocks of $of', ({ cidrs, blocks }) => expect(minimal(...cidrs)).toEqual(blocks));

  it('makes blocks that hold exactly what was read, and reads them back', () => {
    fc.assert(
      fc.property(fc.array(anyCidr, { maxLength: 8 }), (cidrs) => {
        const written = minimal(...cidrs);
        expect(addressesOf(written)).toEqual(addressesOf(cidrs));
        expect(minimal(...written)).toEqual(written);
      }),
    );
  });

  it('makes no two blocks that are the halves of one', () => {
    fc.assert(
      fc.property(fc.array(anyCidr, { maxLength: 8 }), (cidrs) => {
        const parents = minimal(...cidrs)
          .filter((text) => !text.endsWith('/0'))
          .map((text) => text.replace(/\d+$/, (length) => `${Number(length) - 1}`))
          .map((text) => `${parseCidr(text)?.first} ${text.split('/')[1]}`);
        expect(new Set(parents).size).toBe(parents.length);
      }),
    );
  });
});

describe('a place', () => {
  it.each([
    { text: '10.0.0.1', cidr: '10.0.0.1/32' },
    { text: '2600:1f18::1', cidr: '2600:1f18::1/128' },
    { text: '10.0.0.0/28', cidr: '10.0.0.0/28' },
  ])('of $text is $cidr', ({ text, cidr }) => {
    expect(placeOf(text)).toEqual(parseCidr(cidr));
    expect(placeOf(text)).toBeDefined();
  });

  it.each(['-', '', '10.0.0.256', 'all'])('is none of "%s"', (text) => expect(placeOf(text)).toBeUndefined());
});
