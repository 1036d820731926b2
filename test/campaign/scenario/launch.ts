import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { Chance } from '../stage/chance.ts';
import { processTime, runAs } from '../stage/here.ts';
import type { Process } from '../stage/process.ts';
import type { Stage } from '../stage/stage.ts';
import { steps } from '../stage/steps.ts';

/** What is special about a process. */
export interface Kind {
  readonly name: string;
  readonly why: string;
  /** How long it may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly dryRun?: boolean;
  readonly unlimited?: boolean;
  readonly confirmed?: boolean;
  readonly queue?: Process['queue'];
}

/** A process that was started; `ended` resolves to its answer, or to undefined when it threw or died. */
export interface Launched {
  readonly process: Process;
  readonly ended: Promise<unknown>;
}

/** What Lambda tells an invocation of itself, by the clock of its process unless another is given. */
export const contextOf = (timeoutMs: number, now: () => number = processTime): Context => {
  const deadline = now() + timeoutMs;
  return {
    functionName: 'campaign',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:campaign',
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: 'campaign',
    logStreamName: 'campaign',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - now(),
    done() {},
    fail() {},
    succeed() {},
  };
};

/** Starts processes on a stage, as Lambda would: with any doom and any clock, until their time is over. */
export const launcherOn = (stage: Stage, chance: Chance) => {
  const { timeline } = stage;
  let started = 0;

  const anyDoom = (): Process['doom'] =>
    chance.happens(stage.weather.doomed)
      ? {
          step: chance.pick(['anywhere', 'anywhere', ...steps] as const),
          phase: chance.pick(['before', 'after'] as const),
        }
      : undefined;

  const anySkew = (): number => {
    const { skewMs, wrongClocks } = stage.weather;
    if (chance.happens(wrongClocks)) {
      stage.count('clock minutes off');
      return chance.pick([-1, 1]) * chance.between(60_000, 600_000);
    }
    if (skewMs === 0) return 0;
    stage.count('clock off');
    return chance.between(-skewMs, skewMs);
  };

  return (kind: Kind, work: (process: Process) => Promise<unknown>): Launched => {
    started += 1;
    const { promise: ended, resolve } = Promise.withResolvers<unknown>();
    const process: Process = {
      name: `${kind.name}-${started}`,
      startedAt: timeline.now(),
      skewMs: anySkew(),
      dryRun: kind.dryRun ?? false,
      unlimited: kind.unlimited ?? false,
      confirmed: kind.confirmed ?? false,
      paused: stage.paused,
      queue: kind.queue ?? 'work',
      policy: stage.policy,
      doom: anyDoom(),
      alive: true,
      answered: false,
      onDeath: () => resolve(undefined),
    };
    stage.happen({ kind: 'started', process, why: kind.why });
    const end = (answer: unknown, thrown?: unknown): void => {
      if (!process.alive) return;
      process.alive = false;
      process.answered = true;
      stage.happen({ kind: 'ended', process, answer: thrown === undefined ? answer : { thrown: String(thrown) } });
      resolve(answer);
    };
    if (!process.unlimited)
      timeline.after(kind.timeoutMs, () => void (process.alive && stage.die(process, 'at its time limit')));
    void runAs(stage, process, () => work(process)).then(end, (thrown) => end(undefined, thrown));
    return { process, ended };
  };
};
