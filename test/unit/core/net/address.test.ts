import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IPV4, IPV6 } from '../../../../functions/core/net/address.ts';

const bits = (n: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(n)) - 1n });
const nearlyIPv6 = fc
  .array(fc.constantFrom('0', '1', 'fe80', 'ffff', '12345', 'g', '', ':'), { maxLength: 10 })
  .map((words) => words.join(':'));

describe('address', () => {
  it.each([
    ['0.0.0.0', 0n],
    ['10.0.0.1', 0x0a000001n],
    ['255.255.255.255', 0xffffffffn],
  ])('reads and writes %s', (text, value) => {
    expect(IPV4.parse(text)).toBe(value);
    expect(IPV4.format(value)).toBe(text);
  });

  it.each([
    '',
    '10.0.0',
    '10.0.0.0.0',
    '10.0.0.256',
    '10.0.0.1000',
    '010.0.0.0',
    '10.0.0.-1',
    '10..0.0',
    '1e1.0.0.0',
    ' 10.0.0.0',
    '10.0.0.0 ',
    '::',
  ])('does not take "%s" for IPv4', (text) => expect(IPV4.parse(text)).toBeUndefined());

  it.each([
    ['::', 0n],
    ['::1', 1n],
    ['1::', 1n << 112n],
    ['fe80::1:0:0:2', (0xfe80n << 112n) | (1n << 48n) | 2n],
    ['1:0:0:2::', (1n << 112n) | (2n << 64n)],
    ['10:0:1:0:1:0:1:0', 0x00100000000100000001000000010000n],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', (1n << 128n) - 1n],
  ])('reads and writes %s', (text, value) => {
    expect(IPV6.parse(text)).toBe(value);
    expect(IPV6.format(value)).toBe(text);
  });

  it.each([
    ['FD00::A', 'fd00::a'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['00fd::', 'fd::'],
  ])('writes %s as %s', (text, canonical) => expect(IPV6.format(IPV6.parse(text) ?? -1n)).toBe(canonical));

  it.each([
    '',
    ':',
    ':::',
    '1',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '1:2:3:4:5:6:7:8::',
    'fe80::1%eth0',
    '12345::',
    'g::',
    '::-1',
    '::ffff:10.0.0.1',
  ])('does not take "%s" for IPv6', (text) => expect(IPV6.parse(text)).toBeUndefined());

  it('writes every address so that it reads back as the same', () => {
    const withZeros = fc.bigInt({ min: 0n, max: 15n }).map((n) => n << 64n);
    fc.assert(fc.property(bits(32), (n) => IPV4.parse(IPV4.format(n)) === n));
    fc.assert(fc.property(fc.oneof(bits(128), withZeros), (n) => IPV6.parse(IPV6.format(n)) === n));
  });

  it('reads what Node takes for an address, and nothing else', () => {
    const dotted = fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.string());
    fc.assert(fc.property(dotted, (text) => (IPV4.parse(text) !== undefined) === isIPv4(text)));
    const hexadecimal = fc.oneof(fc.ipV6(), nearlyIPv6, fc.string()).filter((text) => !/[.%]/.test(text));
    fc.assert(fc.property(hexadecimal, (text) => (IPV6.parse(text) !== undefined) === isIPv6(text)));
  });
});
