/** One thing that a deployment needs. */
export interface Check {
  readonly check: string;
  /** Null where that cannot be told. */
  readonly ok: boolean | null;
  /** What is so, and what to change where it is not as it should be. */
  readonly explanation: string;
}

/** The check that a question answers; when it fails, that cannot be told. */
export const checked = async (check: string, question: () => Promise<Omit<Check, 'check'>>): Promise<Check> => {
  try {
    return { check, ...(await question()) };
  } catch (error) {
    return { check, ok: null, explanation: `Not known: ${error instanceof Error ? error.message : String(error)}.` };
  }
};
