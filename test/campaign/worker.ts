import { parentPort, workerData } from 'node:worker_threads';
import { optionsOf } from './options.ts';
import { run } from './run.ts';
import { tallied } from './tally.ts';

/** What a worker is given: the command line, and which runs of it are its own. */
export interface Share {
  readonly args: readonly string[];
  /** This worker's place among all of them. */
  readonly place: number;
  readonly workers: number;
}

const { args, place, workers }: Share = workerData;
const { runs, seed, removal } = optionsOf(args);
for (let n = place; n < runs; n += workers)
  parentPort?.postMessage(tallied(await run(seed + n, removal ? { removal } : {})));
