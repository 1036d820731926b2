/** One thing that a pattern asks of an event: that the value at a path is one that the matchers accept. */
export interface Constraint {
  readonly path: readonly string[];
  readonly matchers: readonly unknown[];
}

/** Everything that a pattern asks of an event. */
export const constraintsOf = (pattern: object, path: readonly string[] = []): readonly Constraint[] =>
  Object.entries(pattern).flatMap(([key, value]) =>
    Array.isArray(value) ? [{ path: [...path, key], matchers: value }] : constraintsOf(value, [...path, key]),
  );

/** An event with another value at a path. */
export const withValue = (event: unknown, [key, ...rest]: readonly string[], value: unknown): unknown => {
  if (key === undefined) return value;
  const fields = (event ?? {}) as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: withValue(fields[key], rest, value) };
};
