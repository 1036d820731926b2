import { Worker } from 'node:worker_threads';
import { added, nothingYet, type Tally } from './tally.ts';
import type { Share } from './worker.ts';

const workers = 2;

const working = (share: Share, onTally: (tally: Tally) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: share });
    worker.on('message', onTally);
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
  });

/** Plays the runs of a command line on two threads; `onTally` is told each run as it ends. */
export const playAll = async (args: readonly string[], onTally: (tally: Tally) => void): Promise<Tally> => {
  let total = nothingYet;
  const take = (tally: Tally): void => {
    total = added(total, tally);
    onTally(tally);
  };
  await Promise.all(Array.from({ length: workers }, (_, place) => working({ args, place, workers }, take)));
  return total;
};
