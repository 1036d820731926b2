import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/unit/{core,policy}/**/*.test.ts'] },
});
