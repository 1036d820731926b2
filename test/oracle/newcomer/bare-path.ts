import { accessSync, constants, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** All that a machine with Node.js and git has to have: what npm and git ask of a shell, and what a README may ask of one. */
const bareTools = [
  'node',
  'npm',
  'npx',
  'git',
  'sh',
  'env',
  'cat',
  'chmod',
  'cp',
  'dirname',
  'basename',
  'ls',
  'mkdir',
  'mv',
  'pwd',
  'rm',
  'sed',
  'uname',
] as const;

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Fills a new folder with links to those tools and to nothing else; the folder is a whole PATH. */
export const barePath = (folder: string): string => {
  mkdirSync(folder);
  // What the project installed for itself is no tool of the machine.
  const places = (process.env['PATH'] ?? '').split(':').filter((place) => !place.includes('node_modules'));
  for (const tool of bareTools) {
    const found = places.map((place) => join(place, tool)).find(isExecutable);
    if (found === undefined) throw new Error(`this machine has no ${tool}`);
    symlinkSync(realpathSync(found), join(folder, tool));
  }
  return folder;
};
