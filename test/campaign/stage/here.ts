import { AsyncLocalStorage } from 'node:async_hooks';
import type { Process } from './process.ts';
import type { Stage } from './stage.ts';
import type { Timeline } from './timeline.ts';

interface Here {
  readonly stage: Stage;
  readonly process: Process;
}

const storage = new AsyncLocalStorage<Here>();

/** The stage and the process whose code is running. */
export const here = (): Here => {
  const found = storage.getStore();
  if (!found) throw new Error('no process of the campaign is running');
  return found;
};

/** Runs work as a process of a stage; the work of one that has died never ends. */
export const runAs = <T>(stage: Stage, process: Process, work: () => Promise<T>): Promise<T> =>
  storage.run({ stage, process }, work);

/** Never comes back: what awaits it is over. */
export const never = (): Promise<never> => new Promise(() => {});

/** Lets time pass for the running process, which sleeps for ever if it dies meanwhile; behind an answer it does not. */
export const wait = (ms: number): Promise<void> => {
  const { stage, process } = here();
  return new Promise((resolve) => stage.timeline.after(ms, () => (process.alive || process.answered) && resolve()));
};

/** The running process's own idea of the time, in milliseconds since the epoch. */
export const processTime = (): number => {
  const { stage, process } = here();
  return stage.timeline.now() + process.skewMs;
};

/** The time as whoever is running sees it: a process by its own clock, everybody else by the timeline. */
export const timeFor = ({ now }: Pick<Timeline, 'now'>): number => now() + (storage.getStore()?.process.skewMs ?? 0);
