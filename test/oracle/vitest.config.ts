import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { countByOracle } from './set-up/count-by-oracle.ts';

export default defineConfig({
  test: {
    include: ['test/oracle/**/*.test.ts'],
    globalSetup: [fileURLToPath(new URL('./set-up/set-up.ts', import.meta.url))],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', countByOracle(), ['json', { outputFile: 'reports/oracle.json' }]],
    taskTitleValueFormatTruncate: 0,
  },
});
