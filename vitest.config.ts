import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    maxWorkers: '100%',
    // No test replaces a module, and each restores what it stubs: a worker serves all files, which halves the time.
    isolate: false,
    // Some tests build, or play thousands of calls: a busy machine must not fail them.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: ['test/support/laws.ts'],
    projects: [
      { extends: true, test: { name: 'source', include: ['test/{unit,integration,regressions}/**/*.test.ts'] } },
      // What is built: these stand on `npm run build`, and start whole processes.
      { extends: true, test: { name: 'artifact', include: ['test/artifact/**/*.test.ts'] } },
    ],
    coverage: {
      // Counts in the core alone; v8 would count in every package that is loaded, which takes half as long again.
      provider: 'istanbul',
      include: ['functions/core/**'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
      reporter: ['text-summary'],
    },
  },
});
