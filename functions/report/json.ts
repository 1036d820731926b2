/** An answer as JSON for programs, which a person can read, too. */
export const json = (answer: unknown): string => `${JSON.stringify(answer, null, 2)}\n`;

/** Answers as JSON Lines: one in a line each. */
export const jsonl = (answers: readonly unknown[]): string =>
  answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
