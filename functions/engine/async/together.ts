/**
 * The answers to work that goes on at the same time. When some of it fails, rejects with the first failure in order, and
 * only once all of it has ended: nothing goes on behind an answer.
 */
export const together = async <Work extends readonly unknown[] | []>(
  work: Work,
): Promise<{ -readonly [K in keyof Work]: Awaited<Work[K]> }> => {
  await Promise.allSettled(work);
  return Promise.all(work);
};
