import { expect } from 'vitest';
import { type Expectation, fill, type Outcome, type Played } from './step.ts';

/** Throws unless a call ended as expected. */
export const judge = (
  outcome: Outcome | undefined,
  { status, error, output = {}, without = [] }: Expectation,
  { known }: Played,
): void => {
  expect(outcome).toMatchObject({ status, ...(error !== undefined && { error }) });
  if (status >= 400) return;
  expect(outcome?.output).toMatchObject(Object(fill(output, known)));
  for (const name of without) expect(outcome?.output).not.toHaveProperty(name);
};
