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
