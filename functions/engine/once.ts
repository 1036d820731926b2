/** Answers calls that have the same key with the answer to the first of them, while that is under way and after. */
export const once = <Args extends readonly unknown[], Answer>(
  keyOf: (...args: Args) => string,
  work: (...args: Args) => Promise<Answer>,
): ((...args: Args) => Promise<Answer>) => {
  const answers = new Map<string, Promise<Answer>>();
  return (...args) => {
    const key = keyOf(...args);
    const answer = answers.get(key) ?? work(...args);
    answers.set(key, answer);
    return answer;
  };
};
