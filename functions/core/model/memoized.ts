/** Answers calls that have the same key with the answer to the first of them, a promise also while that is under way. */
export const memoized = <Args extends readonly unknown[], Answer>(
  keyOf: (...args: Args) => string,
  work: (...args: Args) => Answer,
): ((...args: Args) => Answer) => {
  const answers = new Map<string, Answer>();
  return (...args) => {
    const key = keyOf(...args);
    const answer = answers.get(key) ?? work(...args);
    answers.set(key, answer);
    return answer;
  };
};

/** Makes something at the first call, and hands that out at every other. */
export const once = <T>(make: () => T): (() => T) => memoized(() => '', make);
