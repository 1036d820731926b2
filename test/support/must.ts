/** The value, which a test or benchmark knows to be there. */
export const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('expected a value');
  return value;
};
