import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BundledPackage } from './bundled-packages.ts';

interface Component {
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly 'bom-ref': string;
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn?: readonly string[];
}

/** A bill of materials, as CycloneDX writes it. */
export interface Bom {
  readonly metadata: { readonly tools: { readonly components: readonly Component[] }; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

/** Everything that package-lock.json names, the tools of development among it. */
export const bomOfLock = async (root: string): Promise<Bom> => {
  const program = join(root, 'node_modules/@cyclonedx/cyclonedx-npm/bin/cyclonedx-npm-cli.js');
  const how = ['--package-lock-only', '--flatten-components', '--output-reproducible', '--output-format', 'JSON'];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...how, '--output-file', '-'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
};

const idOf = ({ group, name, version }: Component): string =>
  `${group === undefined ? '' : `${group}/`}${name} ${version}`;

/** What of it is bundled. The npm that happened to write it is not told. Throws when a bundled package is not in it. */
export const bomOfBundles = (bom: Bom, packages: readonly BundledPackage[]): Bom => {
  const wanted = new Set(packages.map(({ name, version }) => `${name} ${version}`));
  const components = bom.components.filter((component) => wanted.has(idOf(component)));
  const missing = wanted.difference(new Set(components.map(idOf)));
  if (missing.size > 0) throw new Error(`package-lock.json does not name what is bundled: ${[...missing].join(', ')}`);
  const own = bom.metadata.component['bom-ref'];
  const kept = new Set([own, ...components.map((component) => component['bom-ref'])]);
  const dependencies = bom.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((it) => kept.has(it)) }));
  const tools = { components: bom.metadata.tools.components.filter(({ name }) => name !== 'npm') };
  return { ...bom, metadata: { ...bom.metadata, tools }, components, dependencies };
};
