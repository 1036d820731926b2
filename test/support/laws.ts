import fc from 'fast-check';

/**
 * Every law is tried with the same values each time, so that a change is judged by what it changes. To look for values that
 * break one, give the number of tries: `LAWS=10000 npx vitest run test/unit`. A value found is kept as a test of its own.
 */
const { LAWS: tries } = process.env;
fc.configureGlobal(tries === undefined ? { seed: 1 } : { numRuns: Number(tries) });
