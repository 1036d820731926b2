import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { leavingOut } from '../../infra/build/leave-out.ts';

const bundleOf = (leaving: ReturnType<typeof leavingOut>) =>
  build({
    stdin: { contents: `export * from 'zod/mini';`, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    format: 'esm',
    plugins: [leaving.plugin],
    write: false,
    logLevel: 'silent',
  });

it('puts a text in the place of a module', async () => {
  const leaving = leavingOut({ 'zod/v4/mini/external': 'export const it = "stands in";' });
  const [{ text } = { text: '' }] = (await bundleOf(leaving)).outputFiles;
  expect(text).toContain('stands in');
  expect(leaving.assertAllFound).not.toThrow();
});

it('fails when a module is not found', async () => {
  const leaving = leavingOut({ 'zod/v4/mini/*': (source) => source, 'zod/v4/mini/extrenal': '' });
  await bundleOf(leaving);
  expect(leaving.assertAllFound).toThrow('in no bundle: zod/v4/mini/extrenal');
});
