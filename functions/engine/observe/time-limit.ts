import { RetryableError } from '../../core/model/errors.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Reader } from '../ports/reader.ts';

const outOfTime = (): RetryableError =>
  new RetryableError('too little time is left in this invocation', { code: 'out-of-time' });

/**
 * Does work that may be left undone at any point, such as reading, until the limit is reached: then, and ever after,
 * rejects with `RetryableError` (`out-of-time`).
 */
export const inTime = async <T>(limit: AbortSignal, work: () => Promise<T>): Promise<T> => {
  if (limit.aborted) throw outOfTime();
  const over = Promise.withResolvers<never>();
  const stop = (): void => over.reject(outOfTime());
  limit.addEventListener('abort', stop);
  try {
    return await Promise.race([work(), over.promise]);
  } finally {
    limit.removeEventListener('abort', stop);
  }
};

const timely =
  <Args extends readonly unknown[], T>(limit: AbortSignal, read: (...args: Args) => Promise<T>) =>
  (...args: Args): Promise<T> =>
    inTime(limit, () => read(...args));

/** A reader that answers what a look begins with until the limit only. */
export const timelyReader = (reader: Reader, limit: AbortSignal): Reader => ({
  ...reader,
  mountTarget: timely(limit, reader.mountTarget),
  mountTargetsOf: timely(limit, reader.mountTargetsOf),
  attachedGroups: timely(limit, reader.attachedGroups),
  fileSystem: timely(limit, reader.fileSystem),
  usableGroups: timely(limit, reader.usableGroups),
  rules: timely(limit, reader.rules),
  clientsIn: timely(limit, reader.clientsIn),
  clientsOf: timely(limit, reader.clientsOf),
});

/** A ledger that gives no lease, without which nothing is written, once the limit is reached. */
export const timelyLedger = (ledger: Ledger, limit: AbortSignal): Ledger => ({
  ...ledger,
  acquire: async (id) => {
    if (limit.aborted) throw outOfTime();
    return ledger.acquire(id);
  },
});
