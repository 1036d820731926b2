import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { bundle } from '../../infra/build/bundle.ts';
import { bundleCli, bundleLocal } from '../../infra/build/bundle-cli.ts';
import { type BundledPackage, bundledPackages } from '../../infra/build/bundled-packages.ts';
import { leavingOut } from '../../infra/build/leave-out.ts';
import { bomOfBundles, bomOfLock } from '../../infra/build/sbom.ts';
import { standIns } from '../../infra/build/stand-ins.ts';
import platforms from '../../infra/node/package.json' with { type: 'json' };
import { must } from '../support/must.ts';

const project = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const functions = ['remediate', 'sweep'];
const timeout = 60_000;

/** The hash of each file of a bundle. */
const hashes = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [
        name,
        createHash('sha256')
          .update(await readFile(join(folder, name)))
          .digest('hex'),
      ]),
    ),
  );
};

const packagesOf = async (name: string): Promise<readonly BundledPackage[]> =>
  bundledPackages(
    project('.'),
    await bundle(`functions/${name}/handler.ts`, project(`dist/${name}`), { write: false }),
  );

describe.each(functions)('the bundle of %s', (name) => {
  it('is the same to the byte when it is built again elsewhere', { timeout }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mountguard-again-'));
    try {
      await bundle(`functions/${name}/handler.ts`, folder);
      expect(await hashes(folder)).toEqual(await hashes(project(`dist/${name}`)));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('carries the licence of each package in it, and none that asks for more than its text', { timeout }, async () => {
    const packages = await packagesOf(name);
    const text = await readFile(project(`dist/${name}/THIRD-PARTY-LICENCES.txt`), 'utf8');
    expect(packages.map((it) => it.name)).toEqual(
      expect.arrayContaining(['@aws-sdk/client-efs', '@smithy/core', 'yaml', 'zod']),
    );
    for (const of of packages) {
      expect(text).toContain(`${of.name} ${of.version} (${of.license})`);
      expect(text).toContain(of.text);
      expect(['Apache-2.0', 'ISC', 'MIT', 'MIT-0']).toContain(of.license);
    }
  });
});

it('lists what is in the bundles in a bill of materials that comes out the same each time', { timeout }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mountguard-cli-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const cli = [
    await bundleCli({ main: project('functions/cli/main.ts'), index: project('functions/publish/handler.ts') }, folder),
    await bundleLocal(project('infra/sample/open.ts'), folder),
  ].flatMap((metafile) => bundledPackages(project('.'), metafile));
  const ofHub = async (name: string, parts: Parameters<typeof leavingOut>[0]) => {
    const { plugin } = leavingOut(parts);
    const metafile = await bundle(`functions/${name}/handler.ts`, folder, { write: false, plugin });
    return bundledPackages(project('.'), metafile);
  };
  const hub = [await ofHub('organization', standIns.tasks), await ofHub('sweep', standIns.hub)].flat();
  const packages = [...(await Promise.all(functions.map(packagesOf))).flat(), ...hub, ...cli];
  const bom = bomOfBundles(await bomOfLock(project('.')), packages);
  expect(JSON.parse(await readFile(project('dist/sbom.cdx.json'), 'utf8'))).toEqual(bom);
  expect(bom.components).toHaveLength(new Set(packages.map((of) => of.name)).size);
});

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        integrity: z.optional(z.string()),
        link: z.optional(z.boolean()),
        hasInstallScript: z.optional(z.boolean()),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(project('package-lock.json'), 'utf8'))).packages;

it('pins every package by its hash', () => {
  const unpinned = Object.entries(lock).filter(
    ([path, it]) => path.includes('node_modules/') && !it.link && !it.integrity,
  );
  expect(unpinned.map(([path]) => path)).toEqual([]);
});

it.each(Object.entries(platforms.optionalDependencies))(
  "takes Node %s from a package without scripts, of Lambda's major version",
  (name, version) => {
    expect(version).toMatch(/^24\./);
    expect(must(lock[`node_modules/${name}`]).hasInstallScript).toBeUndefined();
  },
);

describe('where no package brings Node', () => {
  const checkOn = (version: string) => {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
    const args = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, project('infra/node/check.js')];
    return promisify(execFile)(process.execPath, args);
  };

  it('says in one line which Node is needed', async () => {
    const error: unknown = await checkOn('20.20.2').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Node\.js 22\.12 or newer is needed [^\n]+\n$/),
    });
  });

  it.each(['22.12.0', '24.0.0', '26.10.0'])('is content with Node %s', async (version) => {
    expect(await checkOn(version)).toEqual({ stdout: '', stderr: '' });
  });
});
