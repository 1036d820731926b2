import { builtinModules } from 'node:module';

// Prints the names of everything that JavaScript and Node have, and call of what extends or implements it.
/** Modules that Node gives up, or keeps to itself: to load them prints a warning. */
const unwanted = /^_|^node:|^(?:punycode|sys|inspector|trace_events|wasi)\b/;

const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');

const names = new Set(
  'toJSON inspect next return throw then handleEvent _construct _writev _read _write _flush'.split(' '),
);
const seen = new Set();
const visit = (value, depth) => {
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
console.log(JSON.stringify([...names]));
