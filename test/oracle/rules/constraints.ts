/** One thing that a pattern asks of an event: that the values at these paths are, one way or another, what it wants. */
export interface Constraint {
  /** The path in the pattern; one that ends in `$or` stands for all the paths below it. */
  readonly field: string;
  readonly paths: readonly (readonly string[])[];
}

/** Everything that a pattern asks of an event. */
export const constraintsOf = (pattern: object, path: readonly string[] = []): readonly Constraint[] =>
  Object.entries(pattern).flatMap(([key, value]) => {
    const here = [...path, key];
    if (!Array.isArray(value)) return constraintsOf(value, here);
    if (key !== '$or') return [{ field: here.join('.'), paths: [here] }];
    const alternatives = value.flatMap((alternative) => constraintsOf(alternative, path));
    return [{ field: here.join('.'), paths: alternatives.flatMap(({ paths }) => paths) }];
  });
