import { TerminalError } from '../../core/model/errors.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import { type Policy, safetyOf } from '../../core/model/policy.ts';
import { type Protection, protectionBy, type ReadingOfRecord, recordOf, sinceFix } from '../../core/nfs/known-good.ts';
import type { Journal } from '../ports/journal.ts';
import type { KnownGood, Ledger } from '../ports/ledger.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';

const NOTHING_KNOWN: KnownGood = { of: () => new Map() };

interface KnownGoodPorts {
  readonly ledger: Pick<Ledger, 'knownGood'>;
  readonly journal: Journal;
}

/** What is on record of compliant sets; nothing, and a warning, where that cannot be understood: it must not stop what the guards let through anyway. */
export const readKnownGood = async (
  { ledger, journal }: KnownGoodPorts,
  id: FileSystemId | 'all',
): Promise<KnownGood> => {
  const understood = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      journal.warn('the record of compliant sets cannot be understood; all that get in now are protected', { error });
      return otherwise;
    }
  };
  try {
    const known = await ledger.knownGood(id);
    return { ...known, of: (fileSystemId) => understood(() => known.of(fileSystemId), new Map()) };
  } catch (error) {
    return understood(() => {
      throw error;
    }, NOTHING_KNOWN);
  }
};

/** Whom a change to a mount target may not hurt: by what sweeps have recorded, by our last fix, and by whether its set is known to be new. */
export const protectionFrom = (
  known: KnownGood,
  record: FileSystemRecord | undefined,
  { mountTarget: { id, fileSystemId } }: LiveState,
  rule: string,
  policy: Policy,
  { now, isFresh }: Pick<ReadingOfRecord, 'now' | 'isFresh'>,
): Protection => {
  const lastFix = record?.good.get(id);
  const { spans, ...seen } = sinceFix(recordOf(id, known.of(fileSystemId), known.sweptAt), lastFix);
  return protectionBy(
    { ...seen, spans: [...spans, ...(lastFix ? [lastFix] : [])] },
    {
      policyVersion: policy.version,
      undoWithinMs: safetyOf(policy, rule).clients.undoWithinMs,
      now,
      isFresh,
      sweptAt: known.sweptAt,
    },
  );
};
