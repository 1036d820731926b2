import { RetryableError } from '../core/errors.ts';
import type { Ledger, Reader } from './ports.ts';

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

/** A reader whose answers are waited for until the limit only. */
export const timelyReader = (reader: Reader, limit: AbortSignal): Reader => ({
  mountTarget: (id) => inTime(limit, () => reader.mountTarget(id)),
  mountTargetsOf: (id) => inTime(limit, () => reader.mountTargetsOf(id)),
  attachedGroups: (id) => inTime(limit, () => reader.attachedGroups(id)),
  fileSystem: (id) => inTime(limit, () => reader.fileSystem(id)),
  usableGroups: (id) => inTime(limit, () => reader.usableGroups(id)),
  rules: (ids) => inTime(limit, () => reader.rules(ids)),
  groupsInUse: (ids) => inTime(limit, () => reader.groupsInUse(ids)),
});

/** A ledger that gives no lease, without which nothing is written, once the limit is reached. */
export const timelyLedger = (ledger: Ledger, limit: AbortSignal): Ledger => ({
  ...ledger,
  acquire: async (id) => {
    if (limit.aborted) throw outOfTime();
    return ledger.acquire(id);
  },
});
