import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';

/** A package whose code is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As the package states it, such as `Apache-2.0`. */
  readonly license: string;
  /** The text of its licence, and of its notice if it has one. */
  readonly text: string;
  /** Of its code in the bundle. */
  readonly bytes: number;
}

const licenceFile = /^(?:licen[cs]e|notice|copying)(?:[.-].*)?$/i;

const read = (path: string): string => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim();

/** The text of a licence as it stands everywhere, for packages that ship none. */
const standardText = (license: string): string | undefined => {
  const path = fileURLToPath(new URL(`licences/${license}.txt`, import.meta.url));
  return existsSync(path) ? read(path) : undefined;
};

/** Who holds the rights, as a package's README says, or else its author. */
const holders = (folder: string, author: unknown): string | undefined => {
  const readme = join(folder, 'README.md');
  const [told] = (existsSync(readme) && /\bCopyright \(c\) .*/.exec(read(readme))) || [];
  const name = typeof author === 'object' && author !== null && 'name' in author ? author.name : author;
  return told ?? (typeof name === 'string' ? `Copyright (c) ${name}` : undefined);
};

const textOf = (folder: string, license: string, author: unknown): string => {
  const files = readdirSync(folder).filter((file) => licenceFile.test(file));
  if (files.length > 0)
    return files
      .toSorted()
      .map((file) => read(join(folder, file)))
      .join('\n\n');
  const text = standardText(license);
  const holder = holders(folder, author);
  // MIT asks for the holders' names, the others do not.
  if (text === undefined || (license === 'MIT' && holder === undefined))
    throw new Error(`${folder} has no text of its licence, ${license}: add it to infra/build/licences`);
  return holder === undefined ? text : `${holder}\n\n${text}`;
};

const describe = (folder: string, bytes: number): BundledPackage => {
  const { name, version, author, license: stated } = JSON.parse(read(join(folder, 'package.json')));
  // Old packages state it as an object.
  const license = stated?.type ?? stated;
  if (typeof license !== 'string') throw new Error(`${folder} does not state its licence: leave it out of the bundle`);
  return { name, version, license, bytes, text: textOf(folder, license, author) };
};

/** The packages whose code is in a bundle, by name; `root` is what the metafile's paths are relative to. */
export const bundledPackages = (root: string, { outputs }: Pick<Metafile, 'outputs'>): readonly BundledPackage[] => {
  const bytes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
    if (folder !== undefined && bytesInOutput > 0) bytes.set(folder, (bytes.get(folder) ?? 0) + bytesInOutput);
  }
  return [...bytes]
    .map(([folder, count]) => describe(join(root, folder), count))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

const rule = '-'.repeat(80);

/** The licences of a bundle's packages in one text, each licence once, under the packages that are given under it. */
export const noticesOf = (packages: readonly BundledPackage[]): string => {
  const byText = Map.groupBy(packages, ({ text }) => text);
  const sections = [...byText].map(([text, under]) => {
    const list = under.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return `${list.join('\n')}\n\n${text}\n`;
  });
  return `It contains code of the packages below, under their licences.\n\n${rule}\n${sections.join(`\n${rule}\n`)}`;
};
