/** One call that reached an operation. `started` and `ended` number the starts and ends of all calls in the order they happened. */
export interface Call {
  /** Service and operation, such as `efs:DescribeFileSystems`. */
  readonly operation: string;
  readonly started: number;
  ended?: number;
  /** The error code that it was answered with, or `lost` for an answer that never arrived. */
  error?: string;
}

/** The calls since the last reset, failed ones included. */
export interface Calls {
  readonly log: readonly Call[];
  /** How many calls there were of each operation. */
  counts(): Record<string, number>;
  /** How many calls there were, of one service or one operation where `prefix` says so. */
  total(prefix?: string): number;
  reset(): void;
}

/** The counter's other side, for the server of the calls. */
export interface CallRecorder extends Calls {
  begin(operation: string): { end(error?: string): void };
}

/** Starts counting. */
export const countCalls = (): CallRecorder => {
  let log: Call[] = [];
  let moments = 0;
  return {
    get log() {
      return log;
    },
    counts() {
      const counts: Record<string, number> = {};
      for (const { operation } of log) counts[operation] = (counts[operation] ?? 0) + 1;
      return counts;
    },
    total: (prefix = '') => log.filter(({ operation }) => operation.startsWith(prefix)).length,
    reset() {
      log = [];
    },
    begin(operation) {
      moments += 1;
      const call: Call = { operation, started: moments };
      log.push(call);
      return {
        end(error) {
          moments += 1;
          call.ended = moments;
          if (error !== undefined) call.error = error;
        },
      };
    },
  };
};
