import type { MountTargetId } from '../core/ids.ts';
import type { Intent, Lease, Ports, Subject } from './ports.ts';

/** A lease that was taken, and the change that its last holder left unfinished; on a file system, in doubt. */
export interface Acquired<Id extends Subject = MountTargetId> {
  readonly lease: Lease<Id>;
  readonly pending?: Intent;
  readonly staged?: Intent;
}

const release = async (
  { ledger, journal }: Pick<Ports, 'ledger' | 'journal'>,
  lease: Lease<Subject>,
): Promise<void> => {
  try {
    await ledger.release(lease);
  } catch (error) {
    journal.warn('lease not released; it will expire', { id: lease.id, error });
  }
};

/** Does work under the lease on a mount target or file system, and gives the lease back; `elsewhere` when another holds it. */
export const under = async <T, Id extends Subject>(
  ports: Pick<Ports, 'ledger' | 'journal'>,
  id: Id,
  work: (acquired: Acquired<Id>) => Promise<T>,
  elsewhere: () => T | Promise<T>,
): Promise<T> => {
  const held = await ports.ledger.acquire(id);
  if (!held) return elsewhere();
  try {
    return await work(held);
  } finally {
    await release(ports, held.lease);
  }
};
