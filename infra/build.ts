import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { bundle } from './build/bundle.ts';
import { bundleCli, bundleLocal } from './build/bundle-cli.ts';
import { type BundledPackage, bundledPackages, noticesOf } from './build/bundled-packages.ts';
import { leavingOut } from './build/leave-out.ts';
import { bomOfBundles, bomOfLock } from './build/sbom.ts';
import { standIns } from './build/stand-ins.ts';
import { writeTemplates } from './organization/write-templates.ts';

const project = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Puts the licences of the packages in a folder's bundles beside them. */
const finish = async (name: string, ...metafiles: readonly Metafile[]): Promise<readonly BundledPackage[]> => {
  const outputs: Metafile['outputs'] = Object.assign({}, ...metafiles.map((metafile) => metafile.outputs));
  const packages = bundledPackages(project('.'), { outputs });
  await writeFile(project(`dist/${name}/THIRD-PARTY-LICENCES.txt`), noticesOf(packages));
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  console.log(`dist/${name}: ${Math.round(bytes / 1000)} kB of JavaScript`);
  return packages;
};

// Each function's folder under dist is exactly what Lambda receives of it.
await rm(project('dist'), { recursive: true, force: true });
await mkdir(project('dist'));
const bom = bomOfLock(project('.'));
const all: BundledPackage[] = [];
for (const [folder, names, parts] of [
  ['', ['remediate', 'sweep'], standIns.account],
  ['organization/', ['remediate', 'sweep'], standIns.hub],
  ['organization/', ['organization'], standIns.tasks],
] as const) {
  const { plugin, assertAllFound } = leavingOut(parts);
  for (const name of names) {
    const metafile = await bundle(project(`functions/${name}/handler.ts`), project(`dist/${folder}${name}`), {
      plugin,
    });
    all.push(...(await finish(`${folder}${name}`, metafile)));
    await copyFile(project('infra/policy.yaml'), project(`dist/${folder}${name}/policy.yaml`));
  }
  // The tasks of a run use less.
  if (parts !== standIns.tasks) assertAllFound();
}
await writeTemplates(project('dist/organization'));
all.push(
  ...(await finish(
    'publish',
    await bundleCli({ index: project('functions/publish/handler.ts') }, project('dist/publish')),
  )),
);
all.push(
  ...(await finish(
    'cli',
    await bundleCli({ main: project('functions/cli/main.ts') }, project('dist/cli')),
    await bundleLocal(project('infra/sample/open.ts'), project('dist/cli')),
  )),
);
await chmod(project('dist/cli/main.mjs'), 0o755);
await writeFile(project('dist/sbom.cdx.json'), `${JSON.stringify(bomOfBundles(await bom, all), null, 2)}\n`);
