import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    maxWorkers: '100%',
    include: ['test/{unit,integration,artifact,regressions}/**/*.test.ts'],
    coverage: {
      include: ['functions/core/**'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
      reporter: ['text-summary'],
    },
  },
});
