import { ACCOUNT } from '../core/model/place.ts';
import type { Cli } from './cli.ts';
import { readText } from './read-text.ts';
import { UsageError } from './usage-error.ts';

/**
 * The accounts that `--accounts` names: with commas, or with `@FILE` one a line, where `#` begins a comment. Throws `UsageError`
 * where one is no id, or there are none.
 */
export const accountsNamed = async (cli: Pick<Cli, 'host'>, list: string): Promise<readonly string[]> => {
  const isFile = list.startsWith('@');
  const lines = isFile ? (await readText(cli, list.slice(1))).split(/\r?\n/) : list.split(',');
  const named = lines.map((text, index) => ({ text: text.replace(/#.*/, '').trim(), at: index + 1 }));
  const ids = named.filter(({ text }) => text !== '');
  const wrong = ids.find(({ text }) => !ACCOUNT.test(text));
  if (wrong)
    throw new UsageError(
      `--accounts ${isFile ? `${list.slice(1)}:${wrong.at}` : list}: "${wrong.text}" is no account id; write twelve digits`,
    );
  if (ids.length === 0) throw new UsageError(`--accounts ${list} names no account; write ids of twelve digits`);
  return [...new Set(ids.map(({ text }) => text))];
};
