import type { Expectation, Step } from './step.ts';

/** Writes steps of one service down, each in a line or two. */
export const callsOf =
  (service: Step['service']) =>
  (
    operation: string,
    when: string,
    input: Step['input'],
    expect: Expectation,
    save?: NonNullable<Step['save']>,
  ): Step => ({ service, operation, when, input, expect, ...(save && { save }) });

/** The expectation of a success with this in its answer. */
export const answers = (output: NonNullable<Expectation['output']> = {}, status = 200): Expectation => ({
  status,
  output,
});

/** The expectation of an error. */
export const refuses = (error: string, status = 400): Expectation => ({ status, error });
