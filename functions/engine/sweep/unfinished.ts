import type { Finding } from '../../core/model/finding.ts';
import { fileSystemId, mountTargetId } from '../../core/model/ids.ts';
import { faultFinding } from '../findings/fault.ts';
import type { Ledger, Subject } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { WorkItem } from '../ports/work-queue.ts';

/** How long whoever began something is waited for, in ms: longer than a lease, or the way of a queued look, takes. */
const patience = 120_000;

/** Mount targets to be looked at again, and what could not be read of them. */
export interface Unfinished {
  readonly items: readonly WorkItem[];
  readonly findings: readonly Finding[];
}

type UnfinishedPorts = Pick<Ports, 'clock' | 'journal'> & { readonly ledger: Pick<Ledger, 'unfinished' | 'record'> };

/** What one subject has been left with, if whoever left it does not come back for it. */
const workOn = async ({ ledger, clock }: UnfinishedPorts, id: Subject): Promise<readonly WorkItem[]> => {
  const { pending, hold } = await ledger.record(id);
  const since = clock.now() - patience;
  const ofChange = pending && pending.at < since ? [pending] : [];
  const ofFileSystem = fileSystemId(id);
  const ofWatch =
    hold?.watch && hold.until < since && ofFileSystem ? [{ ...hold.watch, fileSystemId: ofFileSystem }] : [];
  return [...ofChange, ...ofWatch].map((it) => ({ mountTargetId: it.mountTargetId, fileSystemId: it.fileSystemId }));
};

/** What was begun and never ended: changes whose writer died before it recorded their outcome, and watches that nobody settled. */
export const unfinished = async (ports: UnfinishedPorts): Promise<Unfinished> => {
  const ids = await ports.ledger.unfinished();
  const found = await Promise.all(
    ids.map(async (id): Promise<Unfinished> => {
      try {
        return { items: await workOn(ports, id), findings: [] };
      } catch (error) {
        const subject = { mountTargetId: mountTargetId(id) ?? null, fileSystemId: fileSystemId(id) ?? null };
        return { items: [], findings: [faultFinding(ports.journal, subject, error)] };
      }
    }),
  );
  return { items: found.flatMap(({ items }) => items), findings: found.flatMap(({ findings }) => findings) };
};
