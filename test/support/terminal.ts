import { execFile, spawn } from 'node:child_process';
import { promisify, stripVTControlCharacters } from 'node:util';

/** What a command needs beside a terminal. */
interface Running {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** What gives a command a terminal of so many columns: `script` of util-linux. */
const inScript = (columns: number, words: readonly string[], { env, cwd }: Running) => {
  const command = `stty cols ${columns} rows 50; ${words.map(quoted).join(' ')}`;
  return [
    'script',
    ['--quiet', '--return', '--command', command, '/dev/null'],
    { cwd, env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', ...env } },
  ] as const;
};

/** What a command shows on a terminal of so many columns. */
export const onTerminal = async (columns: number, words: readonly string[], running: Running): Promise<string> => {
  const { stdout } = await promisify(execFile)(...inScript(columns, words, running));
  return stdout.replaceAll('\r\n', '\n');
};

/** The same where a line is typed once a question has been asked; resolves to the exit code, too. */
export const typedOnTerminal = async (
  columns: number,
  words: readonly string[],
  { question, line, ...running }: Running & { readonly question: string; readonly line: string },
): Promise<{ readonly screen: string; readonly code: number | null }> => {
  const child = spawn(...inScript(columns, words, running));
  let screen = '';
  let isAnswered = false;
  child.stdout.on('data', (chunk) => {
    screen += String(chunk);
    if (isAnswered || !screen.includes(question)) return;
    isAnswered = true;
    child.stdin.write(line);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { screen: screen.replaceAll('\r\n', '\n'), code };
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
