import { isObject, type Pattern } from './matches-pattern.ts';

const choicesOf = (key: string, expected: unknown): readonly Pattern[] => {
  if (key === '$or' && Array.isArray(expected)) return expected.flatMap(alternativesOf);
  if (!isObject(expected)) return [{ [key]: expected }];
  return alternativesOf(expected).map((alternative) => ({ [key]: alternative }));
};

/** Patterns without `$or` that together match what a pattern matches; each combines one alternative of every `$or`. */
export const alternativesOf = (pattern: Pattern): readonly Pattern[] =>
  Object.entries(pattern).reduce<readonly Pattern[]>(
    (all, [key, expected]) => all.flatMap((one) => choicesOf(key, expected).map((choice) => ({ ...one, ...choice }))),
    [{}],
  );
