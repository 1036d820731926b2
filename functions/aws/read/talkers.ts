import { placeOf } from '../../core/net/cidr.ts';
import type { Talker } from '../../core/nfs/flow-log.ts';
import { type FlowRecord, recordReader } from './flow-log-format.ts';

/** Adds up the records of one address. */
const talker = (address: string, records: readonly FlowRecord[], seconds: number): Talker => {
  const sum = (of: 'bytes' | 'packets'): number => records.reduce((total, record) => total + record[of], 0);
  return {
    address,
    origins: [...new Set(records.flatMap(({ origin }) => origin ?? []))].toSorted(),
    bytes: sum('bytes'),
    packets: sum('packets'),
    intervals: new Set(records.map(({ start }) => Math.floor(start / seconds))).size,
    last: records.reduce((last, { end }) => Math.max(last, end), 0) * 1000,
  };
};

/**
 * Who spoke to NFS by these records, of some sources or of all when there are none, and what they leave unknown. `seconds` is
 * the longest interval that a record adds up.
 */
export const talkersIn = (
  lines: readonly string[],
  { fields, sources, seconds }: { fields: readonly string[]; sources: readonly string[]; seconds: number },
): { readonly accepted: readonly Talker[]; readonly rejected: readonly Talker[]; readonly gaps: readonly string[] } => {
  const ranges = sources.map(placeOf).filter((range) => range !== undefined);
  const isContested = ({ source }: FlowRecord): boolean => {
    const place = placeOf(source);
    return sources.length === 0 || ranges.some((it) => place && it.first <= place.first && place.last <= it.last);
  };
  const read = lines.map(recordReader(fields));
  const records = read.filter((record) => typeof record === 'object').filter(isContested);
  const unread = lines.find((_, index) => read[index] === undefined);
  const by = (action: FlowRecord['action']): readonly Talker[] =>
    [
      ...Map.groupBy(
        records.filter((it) => it.action === action),
        ({ source }) => source,
      ),
    ]
      .map(([address, own]) => talker(address, own, seconds))
      .toSorted((a, b) => Number(a.address > b.address) - Number(a.address < b.address));
  return {
    accepted: by('ACCEPT'),
    rejected: by('REJECT'),
    gaps: [
      ...(read.includes('skipped') ? ['the flow log skipped data'] : []),
      ...(unread === undefined ? [] : [`a record of the flow log cannot be read: ${unread.slice(0, 200)}`]),
    ],
  };
};
