import { AwsFault } from './aws-fault.ts';
import type { Member, Shape } from './shape.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mismatch = (path: string): AwsFault =>
  new AwsFault('SerializationException', `The value at '${path}' does not have the type that the API model says.`, 400);

/** Reads a JSON value as the shape says; unknown members are dropped. Throws `SerializationException` on a wrong type. */
export const fromJson = (shape: Shape, value: unknown, path: string): unknown => {
  switch (shape.kind) {
    case 'structure':
      if (!isRecord(value)) throw mismatch(path);
      return membersFromJson(shape.members(), value);
    case 'list': {
      if (!Array.isArray(value)) throw mismatch(path);
      const item = shape.item();
      return value.map((each: unknown, index) => fromJson(item.shape, each, `${path}.${index + 1}`));
    }
    case 'map': {
      if (!isRecord(value)) throw mismatch(path);
      const item = shape.item();
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, fromJson(item.shape, each, `${path}.${key}`)]),
      );
    }
    case 'timestamp':
      if (typeof value !== 'number') throw mismatch(path);
      return new Date(value * 1000);
    case 'document':
      return value;
    default:
      if (typeof value !== shape.kind) throw mismatch(path);
      return value;
  }
};

/** Reads the given members of a JSON object; those that are absent or null are left out. */
export const membersFromJson = (
  members: readonly Member[],
  value: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const read: Record<string, unknown> = {};
  for (const { name, shape } of members) {
    const each = value[name];
    if (each !== undefined && each !== null) read[name] = fromJson(shape, each, name);
  }
  return read;
};

/** Makes the JSON value that the shape says; timestamps become seconds since the epoch. */
export const toJson = (shape: Shape, value: unknown): unknown => {
  if (shape.kind === 'structure' && isRecord(value)) {
    const written: Record<string, unknown> = {};
    for (const { name, shape: inner } of shape.members()) {
      const each = value[name];
      if (each !== undefined) written[name] = toJson(inner, each);
    }
    return written;
  }
  if (shape.kind === 'list' && Array.isArray(value)) {
    const { shape: inner } = shape.item();
    return value.map((each: unknown) => toJson(inner, each));
  }
  if (shape.kind === 'map' && isRecord(value)) {
    const { shape: inner } = shape.item();
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toJson(inner, each)]));
  }
  return value instanceof Date ? value.getTime() / 1000 : value;
};

/** Parses a request body as a JSON object; an empty body is an empty object. Throws `SerializationException`. */
export const parseBody = (body: string): Readonly<Record<string, unknown>> => {
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (isRecord(parsed)) return parsed;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsFault('SerializationException', 'The request body is not a JSON object.', 400);
};
