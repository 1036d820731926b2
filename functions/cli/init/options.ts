import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { didYouMean } from '../../core/model/did-you-mean.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import { printable } from '../../core/model/printable.ts';
import { parseDuration } from '../../policy/duration.ts';
import type { Cli } from '../cli.ts';
import { UsageError } from '../usage-error.ts';

const day = 86_400_000;

/** Reads a list of keys. */
export const keyList = (value: string): readonly string[] => {
  const keys = value.split(',').map((it) => it.trim());
  if (keys.includes('')) throw new InvalidArgumentError('Write keys of tags with commas between them.');
  return keys;
};

/** Reads a percentage that says which rules are worth proposing. */
export const percentage = (value: string): number => {
  const percent = Number(value);
  if (!(percent >= 50 && percent <= 100)) throw new InvalidArgumentError('Write a percentage from 50 to 100.');
  return percent;
};

/** Reads a number of days, in milliseconds. */
export const days = (value: string): number => {
  const ms = parseDuration(value);
  if (ms === undefined || ms % day !== 0 || ms > 400 * day)
    throw new InvalidArgumentError('Write a number of days such as 30d, 400d at most.');
  return ms;
};

/** Where the policy is to be written, apart from other files; throws where it would take the place of one. */
export const policyFiles = ({ globals: { out, yes }, host }: Cli): readonly string[] => {
  const files = out.filter((path) => /\.ya?ml$/i.test(path));
  const taken = files.find((path) => existsSync(resolve(host.directory, path)));
  if (taken !== undefined && !yes)
    throw new UsageError(
      `${printable(taken)} is there already; name another file with --out, or replace it with --yes`,
    );
  return files;
};

/** Refuses keys that no file system has. */
export const checkKeys = (keys: readonly string[] | undefined, lives: readonly LiveState[]): void => {
  const known = [...new Set(lives.flatMap(({ fileSystem }) => [...fileSystem.tags.keys()]))].sort();
  const wrong = keys?.find((key) => !known.includes(key));
  if (wrong === undefined) return;
  const meant = didYouMean(wrong, known);
  const there = known.slice(0, 10).map((key) => printable(key));
  const remedy =
    meant === undefined ? `their tags are ${there.join(', ') || 'none'}` : `did you mean ${printable(meant)}?`;
  throw new UsageError(`--keys ${printable(wrong)}: no file system with a mount target has this tag; ${remedy}`);
};
