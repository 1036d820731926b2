import type { Chance } from './chance.ts';

/** How much goes wrong by itself in a run: shares of requests, of events and of processes, and times in milliseconds. */
export interface Weather {
  /** Requests that are throttled. */
  throttled: number;
  /** Requests answered with a 500, half of them although they were performed. */
  broken: number;
  /** Requests whose answer does not come; half of them were performed. */
  lost: number;
  /** Requests that take seconds. */
  slow: number;
  /** How long reads show the old groups after a change: those of EFS, and those of EC2. */
  staleMs: number;
  lagMs: number;
  /** Processes that die at some step. */
  doomed: number;
  /** Processes without a time limit that are suspended for minutes, a step at a time. */
  suspended: number;
  /** How far a process's clock may be off. */
  skewMs: number;
  /** Processes whose clock is minutes off. */
  wrongClocks: number;
  /** Leases during whose taking a person places a hold. */
  holds: number;
  /** Events that never come, come twice, come late. */
  droppedEvents: number;
  duplicatedEvents: number;
  lateEvents: number;
}

/** Nothing goes wrong. */
export const calm = (): Weather => ({
  throttled: 0,
  broken: 0,
  lost: 0,
  slow: 0,
  staleMs: 0,
  lagMs: 0,
  doomed: 0,
  suspended: 0,
  skewMs: 0,
  wrongClocks: 0,
  holds: 0,
  droppedEvents: 0,
  duplicatedEvents: 0,
  lateEvents: 0,
});

/** Any weather: each kind of fault is absent from some runs, so that what needs it absent is tried too. */
export const weather = (chance: Chance): Weather => {
  const share = (percent: number): number => (chance.happens(0.4) ? 0 : chance.between(1, percent) / 100);
  return {
    throttled: share(15),
    broken: share(8),
    lost: share(8),
    slow: share(5),
    staleMs: chance.happens(0.6) ? 0 : chance.between(100, chance.pick([6_000, 6_000, 12_000])),
    lagMs: chance.happens(0.5) ? 0 : chance.between(1_000, 30_000),
    doomed: share(50),
    suspended: share(60),
    skewMs: chance.happens(0.5) ? 0 : chance.between(1, 3000),
    wrongClocks: share(15),
    holds: share(10),
    droppedEvents: share(30),
    duplicatedEvents: share(40),
    lateEvents: share(30),
  };
};
