import { placeOf } from '../../core/net/cidr.ts';

/** The port of NFS, the only one that EFS serves. */
const NFS = '2049';
/** TCP, as IANA numbers it. */
const TCP = '6';

/** Version 2, which a flow log has that is given no format (VPC user guide, "Flow log records"). */
const defaultFields =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

/** The names of a format's fields: `${srcaddr} ${dstport}`. */
export const fieldsOf = (format: string | undefined): readonly string[] =>
  format === undefined
    ? defaultFields.split(' ')
    : Array.from(format.matchAll(/\$\{([\w-]+)\}/g), ([, name = '']) => name);

/** Without these a record does not say who used NFS, and how much. */
export const needed = ['srcaddr', 'dstport', 'action', 'bytes', 'packets', 'start', 'end'] as const;

/** A record that tells of traffic to NFS; times are epoch seconds. */
export interface FlowRecord {
  readonly source: string;
  readonly origin: string | undefined;
  readonly action: 'ACCEPT' | 'REJECT';
  readonly bytes: number;
  readonly packets: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads records of a format: traffic to NFS, `other` for what tells of other traffic or of none, `skipped` for an interval
 * that was not captured in full (`SKIPDATA`), undefined for what is no record of the format.
 */
export const recordReader = (fields: readonly string[]) => {
  const places = new Map(fields.map((name, place) => [name, place]));
  return (message: string): FlowRecord | 'other' | 'skipped' | undefined => {
    const values = message.split(' ');
    const field = (name: string): string | undefined => values[places.get(name) ?? -1];
    const status = places.has('log-status') ? field('log-status') : 'OK';
    if (values.length !== fields.length) return undefined;
    if (status === 'SKIPDATA') return 'skipped';
    if (status === 'NODATA') return 'other';
    if (status !== 'OK') return undefined;
    if (field('dstport') !== NFS || (field('protocol') ?? TCP) !== TCP) return 'other';
    const [source = '', action = ''] = [field('srcaddr'), field('action')];
    const [bytes = 0, packets = 0, start = 0, end = 0] = ['bytes', 'packets', 'start', 'end'].map((name) =>
      Number(field(name)),
    );
    const isRead = [bytes, packets, start, end].every(Number.isFinite) && placeOf(source) !== undefined;
    if (!isRead || (action !== 'ACCEPT' && action !== 'REJECT')) return undefined;
    const origin = field('pkt-srcaddr');
    return {
      source,
      origin: origin === source || origin === '-' ? undefined : origin,
      action,
      bytes,
      packets,
      start,
      end,
    };
  };
};

/** The longest filter pattern (CloudWatch Logs API model). */
const longest = 1024;

/** What a source looks like in a record, by its first octets; undefined when it may look like anything. */
const termOf = (source: string, octets: number): string | undefined => {
  // How an IPv6 address is shortened in a record is not documented.
  if (source.includes(':')) return '*:*';
  const [address = '', length = '32'] = source.split('/');
  const known = Math.min(octets, Math.floor(Number(length) / 8));
  if (known === 4) return `"${address}"`;
  return known === 0 ? undefined : `${address.split('.').slice(0, known).join('.')}.*`;
};

const anyOf = (name: string, terms: readonly string[]): string =>
  [...new Set(terms)].map((term) => `${name} = ${term}`).join(' || ');

/**
 * The pattern by which FilterLogEvents finds traffic to NFS from some sources, from all when there are none, and intervals that
 * were skipped, whose record has a hyphen for every field (CloudWatch Logs user guide, "Filter pattern syntax"); with
 * `alsoNone`, also intervals without traffic. Where it would be too long it finds more than was asked for.
 */
export const filterPattern = (fields: readonly string[], sources: readonly string[], alsoNone = false): string => {
  const skipped = fields.includes('log-status') ? ['"-"'] : [];
  const patternOf = (octets: number): string => {
    const terms = sources.map((source) => termOf(source, octets));
    const isAnything = terms.length === 0 || terms.includes(undefined);
    const tests: Readonly<Record<string, string>> = {
      dstport: anyOf('dstport', [`"${NFS}"`, ...skipped]),
      ...(!alsoNone && { 'log-status': 'log_status != "NODATA"' }),
      ...(!isAnything && { srcaddr: anyOf('srcaddr', [...terms.filter((term) => term !== undefined), ...skipped]) }),
    };
    return `[${fields.map((name) => tests[name] ?? name.replaceAll('-', '_')).join(', ')}]`;
  };
  return [4, 3, 2, 1, 0].map(patternOf).find(({ length }) => length <= longest) ?? '';
};
