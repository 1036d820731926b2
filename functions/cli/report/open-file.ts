import { spawn } from 'node:child_process';
import type { Cli } from '../cli.ts';

/** What opens a file as a person does by a double click. */
const openers: Readonly<Record<string, readonly [program: string, ...args: readonly string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens a file in the browser of `BROWSER`, or in what the desktop opens it with; says where it is where that does not work. */
export const openFile = ({ host, tell }: Pick<Cli, 'host' | 'tell'>, path: string): Promise<void> => {
  const browser = host.env['BROWSER'];
  const [program, ...args] = browser ? [browser] : (openers[process.platform] ?? ['xdg-open']);
  return new Promise((resolve) => {
    const child = spawn(program, [...args, path], { detached: true, stdio: 'ignore' });
    child.once('error', () => {
      tell(`warning: ${program} does not start; open ${path} yourself`);
      resolve();
    });
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
};
