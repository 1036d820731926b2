import type { Finding } from '../../functions/core/model/finding.ts';
import type { Circumstances, Journal } from '../../functions/engine/ports/journal.ts';

/** A journal that keeps what it is told. */
export interface RecordingJournal extends Journal {
  readonly told: readonly { readonly finding: Finding; readonly circumstances: Circumstances }[];
  readonly warnings: readonly { readonly message: string; readonly keys: Readonly<Record<string, unknown>> }[];
}

/** Starts an empty journal. */
export const recordingJournal = (): RecordingJournal => {
  const told: RecordingJournal['told'][number][] = [];
  const warnings: RecordingJournal['warnings'][number][] = [];
  return {
    told,
    warnings,
    decided: (finding, circumstances) => void told.push({ finding, circumstances }),
    swept: () => {
      throw new Error('a look is not a sweep');
    },
    ordered: () => {},
    warn: (message, keys) => void warnings.push({ message, keys }),
  };
};
