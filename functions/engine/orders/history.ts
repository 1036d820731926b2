import { fitInBytes } from '../findings/fit-in-bytes.ts';
import type { LedgerRecord, Subject } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';

/** What is on record of a subject, with more of its changes than the engine goes by; `more` when there are older ones. */
export type ToldRecord = LedgerRecord & { readonly more?: true };

/** Changes in one answer, which Lambda lets have 6 MB. */
const mostTold = { count: 200, bytes: 5_000_000 };

/** What is on record of a subject, for a person to read: its newest changes, or the newest begun before a time. */
export const history = async (
  { ledger }: Pick<Ports, 'ledger'>,
  id: Subject,
  before: number | undefined,
): Promise<ToldRecord> => {
  const [record, { changes, more }] = await Promise.all([
    ledger.record(id),
    ledger.history(id, mostTold.count, before),
  ]);
  const fit = fitInBytes(changes, mostTold.bytes);
  // Up to the first that is too large: whoever goes on from the last one told must miss none.
  const told = changes.filter((change, index) => change === fit[index]);
  return { ...record, changes: told, ...((more || told.length < changes.length) && { more: true }) };
};
