import * as z from 'zod/mini';
import { UsageError } from '../usage-error.ts';
import { type Snapshot, snapshotSchema } from './schema.ts';

/** A snapshot as JSON, one thing a line, so that two of them can be compared. */
export const writeSnapshot = (snapshot: Snapshot): string => {
  const plain = (value: unknown): string =>
    JSON.stringify(value, (key, it) => {
      if (key === 'attachedAt' && typeof it === 'number') return new Date(it).toISOString();
      return it instanceof Map ? Object.fromEntries(it) : it;
    });
  const lines = Object.entries(snapshot).map(([name, value]) => {
    if (!Array.isArray(value)) return `  ${JSON.stringify(name)}: ${plain(value)}`;
    const items = value.map((it) => `    ${plain(it)}`).join(',\n');
    return `  ${JSON.stringify(name)}: [${items === '' ? '' : `\n${items}\n  `}]`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
};

/** Reads a snapshot. Throws `UsageError` that names the first fault. */
export const readSnapshot = (path: string, text: string): Snapshot => {
  const remedy = 'make one with mountguard snapshot --out world.json';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no JSON (${error instanceof Error ? error.message : error}); ${remedy}`);
  }
  const { data, error } = z.safeParse(snapshotSchema, value);
  if (data) return data;
  const [first] = error?.issues ?? [];
  throw new UsageError(
    `${path} is no snapshot of this version: ${first?.path.join('.') || 'the whole'} ${first?.message}; ${remedy}`,
  );
};
