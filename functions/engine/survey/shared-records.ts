import { TerminalError } from '../../core/model/errors.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';
import type { Gate } from '../ports/record/gate.ts';

/** The records of file systems for one sweep. */
export interface SharedRecords {
  /** Reads those that were not read yet. */
  read(ids: readonly FileSystemId[]): Promise<void>;
  /** Of a file system that was read. Throws `TerminalError` when its item cannot be understood. */
  record(id: FileSystemId): FileSystemRecord;
  /** The same, but undefined when it cannot be understood, for those who only learn less by that. */
  recordIfReadable(id: FileSystemId): FileSystemRecord | undefined;
  /** As the last read has it. */
  gate(): Promise<Gate>;
}

/** Reads the record of a file system once, however often it is asked for. */
export const sharedRecords = (ledger: Pick<Ledger, 'read'>): SharedRecords => {
  const records = new Map<FileSystemId, () => FileSystemRecord>();
  let gate: Gate | undefined;
  const read = async (ids: readonly FileSystemId[]): Promise<void> => {
    const missing = [...new Set(ids)].filter((id) => !records.has(id));
    if (gate && missing.length === 0) return;
    const standings = await ledger.read(missing);
    gate = standings.gate;
    for (const id of missing) records.set(id, () => standings.record(id));
  };
  const record = (id: FileSystemId): FileSystemRecord => {
    const known = records.get(id);
    if (!known) throw new Error(`${id} was not read`);
    return known();
  };
  return {
    read,
    record,
    recordIfReadable: (id) => {
      try {
        return record(id);
      } catch (error) {
        if (error instanceof TerminalError) return undefined;
        throw error;
      }
    },
    gate: async () => {
      await read([]);
      return gate ?? {};
    },
  };
};
