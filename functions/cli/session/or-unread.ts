import { MountguardError } from '../../core/model/errors.ts';
import type { UnreadPlace } from '../../report/report/report.ts';
import { sayError } from '../say-error.ts';
import { UsageError } from '../usage-error.ts';

/** Whether an error is told to a person as it stands: it is about what was asked, or about AWS. */
export const isExpected = (error: unknown): error is Error =>
  error instanceof MountguardError || error instanceof UsageError;

/** What is read of a place, or why it could not be: of several, one that fails does not take the others with it. */
export const orUnread = async <T>(
  { account, region }: Pick<UnreadPlace, 'account' | 'region'>,
  isOne: boolean,
  read: () => Promise<T>,
): Promise<T | UnreadPlace> => {
  try {
    return await read();
  } catch (error) {
    if (isOne || !isExpected(error)) throw error;
    return { account, region, why: sayError(error) };
  }
};
