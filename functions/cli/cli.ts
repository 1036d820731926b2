import type { Words } from '../report/completion.ts';
import type { Look } from '../report/look.ts';
import type { Globals } from './global-flags.ts';
import type { Host } from './host.ts';

/** What a command stands on. */
export interface Cli {
  readonly host: Host;
  readonly globals: Globals;
  /** Of this package. */
  readonly version: string;
  /** How the answer looks on standard output: width, and colour where it shows. */
  readonly look: Look;
  /** Writes to standard output: the answer, and nothing but the answer. */
  answer(text: string): Promise<void>;
  /** A line on standard error, unless `--quiet`: a warning, what to do next. */
  tell(line: string): void;
  /** A line on standard error with `--verbose`. */
  detail(line: string): void;
  /** What is going on, as one line on a terminal that the next one replaces; nothing in a pipe. */
  progress(line: string): void;
  /** What is said on standard error when the person stops the command, instead of what was to be said before. */
  sayWhenStopped(line: string): void;
  /** Every command and flag. */
  words(): Promise<Words>;
}
