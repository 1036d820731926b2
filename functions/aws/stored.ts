import { TerminalError } from '../core/errors.ts';

/** Reads one field of something stored: what `read` makes of it. */
export type Field = <T>(key: string, read: (value: unknown) => T | undefined) => T;

/**
 * Reads the fields of something stored; one that is missing or of another kind is a `TerminalError` that says what it is
 * in (`of`), its name and the `remedy`.
 */
export const fieldsOf = (stored: unknown, of: string, remedy: string): Field => {
  const fields: Readonly<Record<string, unknown>> = typeof stored === 'object' && stored !== null ? { ...stored } : {};
  return (key, read) => {
    const value = read(fields[key]);
    if (value !== undefined) return value;
    throw new TerminalError(`${of} has no readable ${key}; ${remedy}`, { code: 'internal-error' });
  };
};

/** A field that is text. */
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A field that is a number. */
export const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
