import { isObject, type Pattern } from '../../artifact/matches-pattern.ts';

/** A pattern that accepts less than another: of one list of values it keeps a single one. */
export interface Narrowed {
  /** The path of the list and the value kept, for a person. */
  readonly kept: string;
  readonly pattern: Pattern;
}

/** What may stand in a pattern in place of one of its fields. */
const inPlaceOf = (key: string, value: unknown, path: string): readonly Narrowed[] => {
  if (isObject(value))
    return narrowed(value, `${path}${key}.`).map(({ kept, pattern }) => ({ kept, pattern: { [key]: pattern } }));
  if (!Array.isArray(value)) return [];
  if (key !== '$or')
    return value.map((one) => ({ kept: `${path}${key} ${JSON.stringify(one)}`, pattern: { [key]: [one] } }));
  // Event Ruler wants two alternatives or none, so the one that is kept moves up.
  return value.flatMap((one, index) => (isObject(one) ? narrowed(one, `${path}$or[${index}].`) : []));
};

/** Every way to keep one value of one list of a pattern, and the alternative that it is in: together they say all that it asks for. */
export const narrowed = (pattern: Pattern, path = ''): readonly Narrowed[] =>
  Object.entries(pattern).flatMap(([key, value]) => {
    const { [key]: _, ...others } = pattern;
    return inPlaceOf(key, value, path).map(({ kept, pattern: less }) => ({ kept, pattern: { ...others, ...less } }));
  });
