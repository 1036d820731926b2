import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/{core,policy}/**/*.test.ts'],
    // Mutants are slower, and the first run has all of them in it.
    testTimeout: 60_000,
    // A policy with too many faults fills the stack of a process; Stryker's workers are threads that have a larger one.
    testNamePattern: /^(?!.*more faults than can be named)/,
  },
});
