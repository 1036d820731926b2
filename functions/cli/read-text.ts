import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Cli } from './cli.ts';
import { UsageError } from './usage-error.ts';

/** Reads a file, or standard input for `-`, as text. */
export const readText = async ({ host }: Pick<Cli, 'host'>, path: string): Promise<string> => {
  if (path !== '-') return readFile(resolve(host.directory, path), 'utf8');
  if (host.stdin.isTTY)
    throw new UsageError('- reads standard input, which is a terminal; write a file into it: mountguard … - < FILE');
  const chunks: Buffer[] = [];
  for await (const chunk of host.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
};
