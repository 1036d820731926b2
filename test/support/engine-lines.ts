import { onTestFinished, vi } from 'vitest';

/** Catches what is written to the process's output until the test ends, and gives it line by line. */
export const outputLines = (): readonly string[] => {
  const lines: string[] = [];
  const keep = (chunk: unknown): boolean => {
    lines.push(...String(chunk).split('\n').slice(0, -1));
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(keep));
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return lines;
};

type Line = Readonly<Record<string, unknown>>;

/** The lines as JSON; one that is not JSON is a fault. */
export const parsedLines = (lines: readonly string[]): readonly Line[] => lines.map((line): Line => JSON.parse(line));

/** The log lines with this message. */
export const linesSaying = (message: string, lines: readonly string[]): readonly Line[] =>
  parsedLines(lines).filter((line) => line['message'] === message);
