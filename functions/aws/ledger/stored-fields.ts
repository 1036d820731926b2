import { TerminalError } from '../../core/model/errors.ts';
import { securityGroupId } from '../../core/model/ids.ts';

/** Reads one field of something stored: what `read` makes of it. */
export type Field = <T>(key: string, read: (value: unknown) => T | undefined) => T;

/** The members of something stored; none when it is no map. */
export const members = (stored: unknown): Readonly<Record<string, unknown>> =>
  typeof stored === 'object' && stored !== null ? { ...stored } : {};

/**
 * Reads the fields of something stored; one that is missing or of another kind is a `TerminalError` that says what it is
 * in (`of`), its name and the `remedy`.
 */
export const fieldsOf = (stored: unknown, of: string, remedy: string): Field => {
  const fields = members(stored);
  return (key, read) => {
    const value = read(fields[key]);
    if (value !== undefined) return value;
    throw new TerminalError(`${of} has no readable ${key}; ${remedy}`, { code: 'internal-error' });
  };
};

/** A field that is text. */
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A field that is a count. */
export const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** The last millisecond that a date can hold (ECMAScript, "Time Values and Time Range"). */
const lastTime = 8.64e15;

/** A field that is a time in epoch milliseconds. */
export const time = (value: unknown): number | undefined =>
  typeof value === 'number' && Math.abs(value) <= lastTime ? value : undefined;

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

/** A field that may be absent, under its own key; nothing when it is. */
export const optional = <Key extends string, T>(
  stored: unknown,
  field: Field,
  key: Key,
  read: (value: unknown) => T | undefined,
): { readonly [K in Key]?: T } =>
  members(stored)[key] === undefined ? {} : ({ [key]: field(key, read) } as { readonly [K in Key]: T });
