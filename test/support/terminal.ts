import { execFile } from 'node:child_process';
import { promisify, stripVTControlCharacters } from 'node:util';

const run = promisify(execFile);
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** What a command shows on a terminal of so many columns: `script` of util-linux gives it one. */
export const onTerminal = async (
  columns: number,
  words: readonly string[],
  { env, cwd }: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<string> => {
  const command = `stty cols ${columns} rows 50; ${words.map(quoted).join(' ')}`;
  const { stdout } = await run('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', ...env },
  });
  return stdout.replaceAll('\r\n', '\n');
};

/** What remains on a screen: without colours, and without lines that were replaced. */
export const asRead = (text: string): string =>
  stripVTControlCharacters(
    text
      .split('\n')
      .map((line) => line.split('\r').at(-1) ?? '')
      .join('\n'),
  );

/** A screen with what differs from run to run written as a letter: seconds and times of day. */
export const settled = (text: string): string =>
  text
    .replaceAll(/\b\d+\.\d s\b/g, 'N.N s')
    .replaceAll(/\b\d\d? [A-Z][a-z]{2} \d\d:\d\d UTC\b/g, 'D MMM HH:MM UTC')
    .replaceAll(/--until \d{4}-\d\d-\d\d/g, '--until YYYY-MM-DD');
