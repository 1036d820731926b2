import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The names that Node knows, asked of a process of its own: what else runs in this one would add to them. */
const namesOfNode = (): readonly string[] => {
  const program = fileURLToPath(new URL('print-node-names.js', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8', env: {} }));
};

/** Every word of our own code: the names of events, records and policies are among them. */
const wordsOfFunctions = (): readonly string[] => {
  const folder = fileURLToPath(new URL('../../functions', import.meta.url));
  return globSync('**/*.ts', { cwd: folder }).flatMap(
    (path) => readFileSync(`${folder}/${path}`, 'utf8').match(/\w+/g) ?? [],
  );
};

export const nodeNames: ReadonlySet<string> = new Set(namesOfNode());
export const functionsWords: ReadonlySet<string> = new Set(wordsOfFunctions());
