import { MountguardError } from '../../core/model/errors.ts';
import type { Diagnosis } from '../../report/doctor/screen.ts';
import { sayError } from '../say-error.ts';

/** What a check finds. */
export type Found = Omit<Diagnosis, 'check'>;

export const ok = (says: string): Found => ({ state: 'ok', says, remedy: null });
export const warn = (says: string, remedy: string | null = null): Found => ({ state: 'warn', says, remedy });
export const fail = (says: string, remedy: string): Found => ({ state: 'fail', says, remedy });

/** The right that was missing, in AWS's words. */
const missing = ({ message }: Error): string => /: ([\w-]+:\w+) failed with/.exec(message)?.[1] ?? 'a right';

/** Makes a check: one that may not be looked at names the right, and nothing it meets stops the others. */
export const diagnose = async (check: string, look: () => Promise<Found>): Promise<Diagnosis> => {
  try {
    return { check, ...(await look()) };
  } catch (error) {
    if (!(error instanceof MountguardError)) throw error;
    if (error.code === 'access-denied')
      return { check, state: 'unknown', says: `not checked: you may not ${missing(error)}`, remedy: null };
    return { check, state: 'unknown', says: `not checked: ${sayError(error)}`, remedy: null };
  }
};
