/**
 * Answers questions that are asked in the same turn of the event loop by one call, each once; the answer to a question
 * that the call does not answer is undefined.
 */
export const gathered = <Question, Answer>(
  ask: (questions: readonly Question[]) => Promise<ReadonlyMap<Question, Answer>>,
): ((question: Question) => Promise<Answer | undefined>) => {
  let next: { readonly questions: Set<Question>; readonly answers: Promise<ReadonlyMap<Question, Answer>> } | undefined;
  const begin = () => {
    const questions = new Set<Question>();
    const answers = Promise.resolve().then(() => {
      next = undefined;
      return ask([...questions]);
    });
    return { questions, answers };
  };
  return async (question) => {
    next ??= begin();
    const { questions, answers } = next;
    questions.add(question);
    return (await answers).get(question);
  };
};
