import type { Finding } from '../../../functions/core/model/finding.ts';
import type { Circumstances, Journal, SweepCircumstances } from '../../../functions/engine/ports/journal.ts';
import type { SweepResult } from '../../../functions/engine/ports/sweep-result.ts';
import type { WorkItem, WorkQueue } from '../../../functions/engine/ports/work-queue.ts';

/** A queue that keeps what it is sent; `refuse` names the mount targets that it does not take. */
export const recordingQueue = () => {
  const sent: WorkItem[] = [];
  let refused: ReadonlySet<string> = new Set();
  const send: WorkQueue['send'] = async (items) => {
    const taken = items.filter(({ mountTargetId }) => !refused.has(mountTargetId));
    sent.push(...taken);
    return new Map(items.filter((item) => !taken.includes(item)).map((item) => [item, 'Throttled: try later']));
  };
  const refuse = (...ids: readonly string[]) => {
    refused = new Set(ids);
  };
  return { sent, send, refuse };
};

/** A journal that keeps what it is told. */
export const recordingJournal = () => {
  const sweeps: { readonly result: SweepResult; readonly circumstances: SweepCircumstances }[] = [];
  const decisions: { readonly finding: Finding; readonly circumstances: Circumstances }[] = [];
  const warnings: { readonly message: string; readonly keys: Readonly<Record<string, unknown>> }[] = [];
  const journal: Journal = {
    swept: (result, circumstances) => void sweeps.push({ result, circumstances }),
    decided: (finding, circumstances) => void decisions.push({ finding, circumstances }),
    ordered: () => {},
    warn: (message, keys) => void warnings.push({ message, keys }),
  };
  return { ...journal, sweeps, decisions, warnings };
};
