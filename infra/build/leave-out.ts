import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';
import { type StandIn, standIns } from './stand-ins.ts';

/** A plugin for one or more builds, and the check of what it found in them. */
export interface LeavingOut {
  readonly plugin: Plugin;
  /** Throws when there is a stand-in for no module of these builds: its path is misspelt or out of date. */
  assertAllFound(): void;
}

/** Matches the path of a module that ends so. */
const shapeOf = (end: string): RegExp => {
  const file = /[.](json|ts)$/.test(end) ? end : `${end}.js`;
  return new RegExp(`/${file.replaceAll('.', '[.]').replaceAll('*', '[\\w-]*')}$`.replaceAll('/', '[\\\\/]'));
};

/** Puts stand-ins into Lambda bundles for what never runs in Lambda. */
export const leavingOut = (all: Readonly<Record<string, StandIn>> = standIns.account): LeavingOut => {
  const missing = new Set(Object.keys(all));
  const plugin: Plugin = {
    name: 'leave-out',
    setup(build) {
      for (const [end, standIn] of Object.entries(all))
        build.onLoad({ filter: shapeOf(end) }, async ({ path }) => {
          missing.delete(end);
          const contents = typeof standIn === 'string' ? standIn : standIn(await readFile(path, 'utf8'), path);
          return { contents, resolveDir: dirname(path), loader: 'default' };
        });
    },
  };
  return {
    plugin,
    assertAllFound() {
      if (missing.size > 0)
        throw new Error(`stand-ins.ts has stand-ins for modules that are in no bundle: ${[...missing].join(', ')}`);
    },
  };
};
