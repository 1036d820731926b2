import type { Finding } from '../../core/model/finding.ts';
import { faultFinding } from '../findings/fault.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { WorkItem } from '../ports/work-queue.ts';

/** How long the writer of a change is waited for, in ms: longer than a lease lasts. */
const writerMs = 120_000;

/** Mount targets to be looked at again, and what could not be read of them. */
export interface Unfinished {
  readonly items: readonly WorkItem[];
  readonly findings: readonly Finding[];
}

type UnfinishedPorts = Pick<Ports, 'clock' | 'journal'> & { readonly ledger: Pick<Ledger, 'unfinished' | 'read'> };

/** Writes that have no outcome although their writer should have recorded one. */
export const unfinished = async ({ ledger, clock, journal }: UnfinishedPorts): Promise<Unfinished> => {
  const ids = await ledger.unfinished();
  if (ids.length === 0) return { items: [], findings: [] };
  const standings = await ledger.read(ids);
  const isYoung = (at: number): boolean => Math.abs(clock.now() - at) <= writerMs;
  const found = ids.map((id): Unfinished => {
    try {
      const { pending } = standings.record(id);
      if (!pending || isYoung(pending.at)) return { items: [], findings: [] };
      const { mountTargetId, fileSystemId } = pending;
      return { items: [{ mountTargetId, fileSystemId, cause: 'unfinished' }], findings: [] };
    } catch (error) {
      return { items: [], findings: [faultFinding(journal, { mountTargetId: null, fileSystemId: id }, error)] };
    }
  });
  return { items: found.flatMap(({ items }) => items), findings: found.flatMap(({ findings }) => findings) };
};
