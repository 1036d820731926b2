import { RetryableError } from '../../core/model/errors.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { Run } from '../gate/run.ts';
import type { Acquired } from '../ports/record/file-system.ts';

/** What work under a lease came to, and whether recording that gave the lease back. */
export interface Worked<T> {
  readonly answer: T;
  readonly isGivenBack: boolean;
}

/** Does work under the lease on a file system, after other work of this invocation on it; `elsewhere` when another holds it. */
export const underLease = <T>(
  { ports: { ledger, journal }, limit, inTurn }: Run,
  id: FileSystemId,
  work: (acquired: Acquired) => Promise<Worked<T>>,
  elsewhere: () => Promise<T>,
): Promise<T> =>
  inTurn(id, async () => {
    if (limit.aborted) throw new RetryableError(`${id}: too little time is left to begin`, { code: 'out-of-time' });
    const acquired = await ledger.acquire(id);
    if (!acquired) return elsewhere();
    let isGivenBack = false;
    try {
      const worked = await work(acquired);
      isGivenBack = worked.isGivenBack;
      return worked.answer;
    } finally {
      if (!isGivenBack) {
        try {
          await ledger.release(acquired.lease);
        } catch (error) {
          journal.warn('lease not released; it will expire', { id, error });
        }
      }
    }
  });
