import type { Output } from './host.ts';

/** How often a line is replaced at most, in ms. */
const everyMs = 80;

/** One line on a terminal that says what is going on, until something is written. */
export interface Progress {
  show(line: string): void;
  clear(): void;
}

/** Progress on a stream; none in a pipe, where lines that replace each other would pile up. */
export const progressOn = (stream: Output, quiet: boolean): Progress => {
  if (quiet || !stream.isTTY) return { show: () => {}, clear: () => {} };
  let shownAt = 0;
  let isShown = false;
  return {
    show: (line) => {
      const now = performance.now();
      if (now - shownAt < everyMs) return;
      shownAt = now;
      isShown = true;
      stream.write(`\r\u001b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
    },
    clear: () => {
      if (isShown) stream.write('\r\u001b[2K');
      isShown = false;
    },
  };
};
