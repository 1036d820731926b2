import type { Acquired, Lease, Subject } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';

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
export const underLease = async <T, Id extends Subject>(
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
