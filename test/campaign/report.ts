import type { Proof } from './prove.ts';
import type { Tally } from './tally.ts';

const figure = (count: number): string => count.toLocaleString('en');

const lines = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([what, count]) => `  ${figure(count).padStart(9)}  ${what}`)
    .join('\n');

const isDeath = (fault: string): boolean => fault.startsWith('process died');
/** Steps that are not named deserve no line each. */
const deathOf = (fault: string): string => (/[A-Z]/.test(fault) ? 'process died at another step' : fault);

const deaths = (faults: ReadonlyMap<string, number>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const [fault, count] of faults)
    if (isDeath(fault)) counts.set(deathOf(fault), (counts.get(deathOf(fault)) ?? 0) + count);
  return counts;
};

const others = (faults: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...faults].filter(([fault]) => !isDeath(fault)));

/** The command that plays one run again and tells it. */
const replay = (seed: number, guard?: string): string =>
  `npm run campaign -- --seed ${seed}${guard === undefined ? '' : ` --guard-removed ${guard}`}`;

/** What a campaign did and found. */
export const reportOf = ({ runs, writes, messages, invocations, faults, violations }: Tally, seconds: number): string =>
  [
    `${figure(runs)} runs in ${figure(Math.round(seconds))} s: ${figure(messages)} messages, ${figure(invocations)} invocations, ${figure(writes)} writes`,
    'faults injected:',
    lines(others(faults)),
    lines(deaths(faults)),
    `violations: ${figure(violations.length)}`,
  ].join('\n');

/** What was violated, and how to see it. */
export const violationOf = ({ seed, invariant, what }: Tally['violations'][number], guard?: string): string =>
  `VIOLATION of ${invariant}: ${what}\n  replay: ${replay(seed, guard)}`;

/** One line for a guard that was taken away. */
export const proofOf = ({ removal, runs, seed, noticedBy, what }: Proof): string => {
  const { guard, how } = removal;
  const head = `${guard.padEnd(32)} ${how}`;
  if (runs === undefined) return `${head}\n  NOT NOTICED by ${removal.noticedBy}: ${what}`;
  const others = noticedBy.filter((name) => name !== removal.noticedBy);
  const also = others.length > 0 ? ` (and ${others.join(', ')})` : '';
  return `${head}\n  noticed by ${removal.noticedBy}${also} in run ${runs}: ${what}\n  replay: ${replay(seed, guard)}`;
};
