import { copyFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { bundle } from './build/bundle.ts';
import { bundleCli, bundleLocal } from './build/bundle-cli.ts';
import { leavingOut } from './build/leave-out.ts';

const project = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const tell = (name: string, outputs: Metafile['outputs']): void => {
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  console.log(`dist/${name}: ${Math.round(bytes / 1000)} kB of JavaScript`);
};

// Each function's folder under dist is exactly what Lambda receives of it.
await rm(project('dist'), { recursive: true, force: true });
const { plugin, assertAllFound } = leavingOut();
for (const name of ['remediate', 'sweep']) {
  const { outputs } = await bundle(project(`functions/${name}/handler.ts`), project(`dist/${name}`), { plugin });
  await copyFile(project('infra/policy.yaml'), project(`dist/${name}/policy.yaml`));
  tell(name, outputs);
}
assertAllFound();
tell('cli', (await bundleCli(project('functions/cli/main.ts'), project('dist/cli'))).outputs);
tell('cli/local.mjs', (await bundleLocal(project('infra/sample/open.ts'), project('dist/cli'))).outputs);
