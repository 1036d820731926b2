import { TerminalError } from '../../core/model/errors.ts';
import { securityGroupId } from '../../core/model/ids.ts';

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

/** A field that is an id. */
export const id =
  <Id>(parse: (text: string) => Id | undefined) =>
  (value: unknown) =>
    parse(text(value) ?? '');

/** A field that is a list. */
export const listOf =
  <T>(read: (value: unknown) => T | undefined) =>
  (value: unknown): readonly T[] | undefined => {
    const items = Array.isArray(value) ? value.map(read) : [undefined];
    return items.every((it) => it !== undefined) ? items : undefined;
  };

/** A field that is a set of groups. */
export const groups = listOf(id(securityGroupId));
