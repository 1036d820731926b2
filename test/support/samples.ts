import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../events/', import.meta.url);

type Sample = Readonly<Record<string, unknown>>;

/** Every file of `events/` by its name. */
export const samples: ReadonlyMap<string, Sample> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.replace(/\.json$/, ''), JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]),
);

/** One file of `events/`. */
export const sample = (name: string): Sample => {
  const found = samples.get(name);
  if (!found) throw new Error(`events/${name}.json does not exist`);
  return found;
};

/** Those that come through EventBridge, and not as a payload or a direct invocation. */
export const bridged: ReadonlyMap<string, Sample> = new Map([...samples].filter(([, event]) => 'detail-type' in event));

/** An event with another value at a path; undefined takes the value away. */
export const withValue = (event: unknown, [key, ...rest]: readonly string[], value: unknown): unknown => {
  if (key === undefined) return value;
  const fields = (event ?? {}) as Sample;
  return { ...fields, [key]: withValue(fields[key], rest, value) };
};

/** One file of `events/` with other values at some dotted paths. */
export const sampleWith = (name: string, values: Sample): unknown =>
  Object.entries(values).reduce<unknown>(
    (event, [path, value]) => withValue(event, path.split('.'), value),
    sample(name),
  );
