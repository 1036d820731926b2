import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

/** A JSON object. */
export type Json = Record<string, unknown>;

const json = z.record(z.string(), z.unknown());

/** One of the project's sample events, by name. */
export const sample = (name: string): Json =>
  json.parse(JSON.parse(readFileSync(new URL(`../../../events/${name}.json`, import.meta.url), 'utf8')));

const replaced = (data: unknown, [key = '', ...rest]: readonly string[], value: unknown): Json => {
  const object = json.parse(data);
  return { ...object, [key]: rest.length === 0 ? value : replaced(object[key], rest, value) };
};

/** The sample with the value at a dotted path replaced; undefined removes it. */
export const sampleWith = (name: string, path: string, value: unknown): Json =>
  replaced(sample(name), path.split('.'), value);
