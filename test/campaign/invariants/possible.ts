import { decide } from '../../../functions/core/decide/decide.ts';
import type { Decision } from '../../../functions/core/model/decision.ts';
import type { LiveState } from '../../../functions/core/model/live-state.ts';
import type { Moment } from '../stage/history.ts';
import type { Process } from '../stage/process.ts';
import type { Stage } from '../stage/stage.ts';

/** Until when things may have been read that a process goes by; both ends in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const livesOf = (moments: readonly Moment[], target: string): readonly LiveState[] =>
  moments.flatMap(({ lives }) => lives.get(target) ?? []);

/**
 * Every decision that a process could rightly come to about a mount target: its groups as they were at some time of
 * the span; its state, its file system and the usable groups as they were at some time since the process started.
 */
export function* possibleDecisions(
  { history, timeline }: Pick<Stage, 'history' | 'timeline'>,
  { startedAt, skewMs, policy }: Pick<Process, 'startedAt' | 'skewMs' | 'policy'>,
  target: string,
  { from, to }: Span,
): Generator<Decision> {
  const around = livesOf(history.during(startedAt, timeline.now()), target);
  for (const { attached } of livesOf(history.during(from, to), target))
    for (const { mountTarget, fileSystem } of around)
      for (const { usable } of around)
        for (const at of [to, from]) yield decide({ mountTarget, fileSystem, attached, usable }, policy, at + skewMs);
}

/** Whether two lists have the same members. */
export const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  [...new Set(a)].sort().join() === [...new Set(b)].sort().join();
