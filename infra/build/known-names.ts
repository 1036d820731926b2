import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Modules that Node gives up, or keeps to itself: to load them prints a warning. */
const unwanted = /^_|^node:|^(?:punycode|sys|inspector|trace_events|wasi)\b/;

const isObject = (value: unknown): value is object =>
  value !== null && (typeof value === 'object' || typeof value === 'function');

/** The names of everything that JavaScript and Node have, and call of what extends or implements it. */
const namesOfNode = (): ReadonlySet<string> => {
  const names = new Set(
    'toJSON inspect next return throw then handleEvent _construct _writev _read _write _flush'.split(' '),
  );
  const seen = new Set<object>();
  const visit = (value: unknown, depth: number): void => {
    if (!isObject(value) || seen.has(value) || depth > 5) return;
    seen.add(value);
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
      names.add(name);
      visit(property.value, depth + 1);
    }
    visit(Object.getPrototypeOf(value), depth + 1);
  };
  visit(globalThis, 0);
  for (const name of builtinModules) if (!unwanted.test(name)) visit(process.getBuiltinModule(name), 0);
  return names;
};

/** Every word of our own code: the names of events, records and policies are among them. */
const wordsOfFunctions = (): readonly string[] => {
  const folder = fileURLToPath(new URL('../../functions', import.meta.url));
  return globSync('**/*.ts', { cwd: folder }).flatMap(
    (path) => readFileSync(`${folder}/${path}`, 'utf8').match(/\w+/g) ?? [],
  );
};

export const nodeNames: ReadonlySet<string> = namesOfNode();
export const functionsWords: ReadonlySet<string> = new Set(wordsOfFunctions());
