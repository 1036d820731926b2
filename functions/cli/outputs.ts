import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Format, formatOfFile, formats, isScreenFormat, type Renderers, suffixes } from '../report/formats.ts';
import { type Look, plainLook } from '../report/look.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './usage-error.ts';

/** Writes an answer in every form that was asked for. */
export interface Outputs<Answer> {
  /** The form of standard output. */
  readonly format: Format;
  /** Whether that is a screen, for a person to read. */
  readonly isScreen: boolean;
  /** What a form makes of the answer. */
  render(answer: Answer, format: Format, look: Look): string;
  /** Writes to standard output and to each `--out`. */
  write(answer: Answer): Promise<void>;
  /** Writes to each `--out` only, where standard output has been written in parts. */
  writeFiles(answer: Answer): Promise<void>;
}

const list = (all: readonly string[]): string => all.join(', ');

/** The outputs of a command; throws `UsageError`, before any work, where one was asked for that it does not have. */
export const outputsOf = <Answer>(
  { globals, host, look, answer: say, tell }: Cli,
  renderers: Renderers<Answer>,
): Outputs<Answer> => {
  const isKnown = (format: Format): boolean => isScreenFormat(format) || renderers[format] !== undefined;
  const known = formats.filter(isKnown);
  const format = globals.format ?? (host.stdout.isTTY ? 'pretty' : 'plain');
  if (!isKnown(format))
    throw new UsageError(`--format ${format} is not a form of this answer; write one of ${list(known)}`);
  const files = globals.out.map((path) => {
    const its = formatOfFile(path);
    if (its === undefined || !isKnown(its)) {
      const ends = suffixes.filter(([, it]) => isKnown(it)).map(([suffix]) => suffix);
      throw new UsageError(`--out ${path} has no suffix of a form of this answer; end it in one of ${list(ends)}`);
    }
    return { path: resolve(host.directory, path), format: its };
  });
  const render = (answer: Answer, as: Format, at: Look): string =>
    isScreenFormat(as) ? renderers.screen(answer, at) : (renderers[as]?.(answer, at) ?? '');
  const writeFiles = async (answer: Answer): Promise<void> => {
    for (const file of files) {
      await writeFile(file.path, render(answer, file.format, plainLook));
      tell(`written: ${file.path}`);
    }
  };
  return {
    format,
    isScreen: isScreenFormat(format),
    render,
    writeFiles,
    write: async (answer) => {
      await writeFiles(answer);
      await say(render(answer, format, look));
    },
  };
};
