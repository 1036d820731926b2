import { describe, expect, it } from 'vitest';
import { fieldsOf, filterPattern, recordReader } from '../../../../functions/aws/read/flow-log-format.ts';

const usual = fieldsOf(undefined);

describe('a format', () => {
  it('is version 2 when there is none', () => {
    expect(usual).toHaveLength(14);
    expect(fieldsOf(usual.map((name) => `\${${name}}`).join(' '))).toEqual(usual);
  });
});

describe('a record', () => {
  const read = recordReader(usual);
  const nfs = '2 1 eni-1 10.0.0.9 10.0.0.4 800 2049 6 9 900 100 160 ACCEPT OK';
  const found = {
    source: '10.0.0.9',
    origin: undefined,
    action: 'ACCEPT',
    bytes: 900,
    packets: 9,
    start: 100,
    end: 160,
  };

  it.each([
    { of: 'traffic to NFS', message: nfs, told: found },
    { of: 'rejected traffic', message: nfs.replace('ACCEPT', 'REJECT'), told: { ...found, action: 'REJECT' } },
    { of: 'traffic to another port', message: nfs.replace(' 2049 ', ' 22 '), told: 'other' },
    { of: 'UDP', message: nfs.replace(' 6 ', ' 17 '), told: 'other' },
    { of: 'an answer of NFS', message: nfs.replace(' 800 2049 ', ' 2049 800 '), told: 'other' },
    { of: 'no traffic', message: '2 1 eni-1 - - - - - - - 100 160 - NODATA', told: 'other' },
    { of: 'skipped data', message: '2 1 eni-1 - - - - - - - 100 160 - SKIPDATA', told: 'skipped' },
    { of: 'another status', message: nfs.replace('OK', 'ODD'), told: undefined },
    { of: 'another action', message: nfs.replace('ACCEPT', '-'), told: undefined },
    { of: 'no address', message: nfs.replace('10.0.0.9', '-'), told: undefined },
    { of: 'no count', message: nfs.replace(' 900 ', ' - '), told: undefined },
    { of: 'another format', message: `${nfs} more`, told: undefined },
    { of: 'nothing', message: '', told: undefined },
  ])('of $of is told as such', ({ message, told }) => {
    expect(read(message)).toEqual(told);
  });

  const custom = ['pkt-srcaddr', 'srcaddr', 'dstport', 'bytes', 'packets', 'start', 'end', 'action'];

  it.each([
    { is: 'another', message: '100.64.0.1 10.0.0.9 2049 900 9 100 160 ACCEPT', origin: '100.64.0.1' },
    { is: 'the same', message: '10.0.0.9 10.0.0.9 2049 900 9 100 160 ACCEPT', origin: undefined },
    { is: 'not there', message: '- 10.0.0.9 2049 900 9 100 160 ACCEPT', origin: undefined },
  ])('has an origin when the packets came from another address: $is', ({ message, origin }) => {
    expect(recordReader(custom)(message)).toEqual({ ...found, origin });
  });
});

describe('a filter pattern', () => {
  const field = (name: string, sources: readonly string[]): string =>
    filterPattern(usual, sources).slice(1, -1).split(', ')[usual.indexOf(name)] ?? '';
  const source = (...sources: readonly string[]): string => field('srcaddr', sources);

  it('finds traffic to NFS, and what was skipped', () => {
    expect(filterPattern(usual, [])).toBe(
      '[version, account_id, interface_id, srcaddr, dstaddr, srcport, dstport = "2049" || dstport = "-", ' +
        'protocol, packets, bytes, start, end, action, log_status != "NODATA"]',
    );
  });

  it('finds only traffic to NFS where a record does not tell what was skipped', () => {
    expect(filterPattern(['srcaddr', 'dstport'], ['10.0.0.9'])).toBe('[srcaddr = "10.0.0.9", dstport = "2049"]');
  });

  it.each([
    { sources: ['10.0.0.9', '10.0.0.8/32'], terms: ['"10.0.0.9"', '"10.0.0.8"'] },
    { sources: ['10.0.0.0/28'], terms: ['10.0.0.*'] },
    { sources: ['10.0.0.0/23', '10.0.4.0/22'], terms: ['10.0.*'] },
    { sources: ['10.0.0.0/15'], terms: ['10.*'] },
    { sources: ['2600::9', '2600::/16', '10.0.0.9'], terms: ['*:*', '"10.0.0.9"'] },
  ])('has a term for $sources', ({ sources, terms }) => {
    expect(source(...sources)).toBe([...terms, '"-"'].map((term) => `srcaddr = ${term}`).join(' || '));
  });

  it.each([{ sources: ['0.0.0.0/0'] }, { sources: ['10.0.0.9', '8.0.0.0/6'] }])(
    'has no term where $sources may be anything',
    ({ sources }) => expect(source(...sources)).toBe('srcaddr'),
  );

  const many = (count: number, address: (n: number) => string) => Array.from({ length: count }, (_, n) => address(n));

  it.each([
    { of: 'one subnet', sources: many(200, (n) => `10.0.0.${n}`), terms: ['10.0.0.*'] },
    { of: 'one network', sources: many(200, (n) => `10.0.${n}.1`), terms: ['10.0.*'] },
    { of: 'one large network', sources: many(200, (n) => `10.${n}.0.1`), terms: ['10.*'] },
    { of: 'everywhere', sources: many(200, (n) => `${n + 1}.0.0.1`), terms: [] },
  ])('is never too long: many of $of', ({ sources, terms }) => {
    const expected = [...terms, '"-"'].map((term) => `srcaddr = ${term}`).join(' || ');
    expect(source(...sources)).toBe(terms.length > 0 ? expected : 'srcaddr');
    expect(filterPattern(usual, sources).length).toBeLessThanOrEqual(1024);
  });
});
