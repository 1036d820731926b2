import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../events/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

type Sample = Readonly<Record<string, unknown>>;

const samples: ReadonlyMap<string, Sample> = new Map(
  names.map((name) => [name.replace(/\.json$/, ''), JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]),
);

/** The files of `events/` that are events from EventBridge, by name. */
export const events: ReadonlyMap<string, Sample> = new Map([...samples].filter(([, it]) => 'detail-type' in it));

/** One of the events, with other values at some dotted paths; undefined takes the value away. */
export const eventWith = (name: string, values: Readonly<Record<string, unknown>>): unknown => {
  const event: unknown = structuredClone(events.get(name));
  if (event === undefined) throw new Error(`events/${name}.json is no event from EventBridge`);
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('.');
    const parent = keys.slice(0, -1).reduce((here: unknown, key) => Reflect.get(Object(here), key), event);
    Reflect.set(Object(parent), keys.at(-1) ?? '', value);
  }
  return event;
};
