import { describe, expect, it } from 'vitest';
import { brakes, type Hold } from '../../../../functions/core/brakes/brakes.ts';
import type { PastChange } from '../../../../functions/core/brakes/flapping.ts';
import { mt, policy, sg } from '../../../support/builders.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const hold = (until: number): Hold => ({ until, reason: 'INC-1', by: 'someone', at: 0 });
const fix = (at: number): PastChange => ({
  mountTargetId: mt(1),
  status: 'fixed',
  reasons: [],
  rule: 'the-rule',
  at,
  before: [sg(2)],
  after: [sg(1)],
});
const fixes = [fix(NOW - 1), fix(NOW - 2), fix(NOW - 3)];
const codes = (say: Partial<Parameters<typeof brakes>[1]>) =>
  brakes(policy([]), { holds: [], changes: [], ...say }, NOW).map(({ code }) => code);

describe('brakes', () => {
  it('are off when nothing is on record', () => {
    expect(codes({})).toEqual([]);
  });

  it('are on for every hold until it ends', () => {
    expect(codes({ holds: [hold(NOW + 1), hold(NOW), hold(NOW + 2)] })).toEqual(['held', 'held']);
  });

  it('are on for another reason while a change is watched', () => {
    const watch = { changeId: 'c', mountTargetId: mt(1), before: [sg(2)], after: [sg(1)] };
    expect(codes({ holds: [{ ...hold(NOW + 1), watch }, hold(NOW + 1)] })).toEqual(['observing', 'held']);
  });

  it('say who holds it, why, until when, and what to do', () => {
    expect(brakes(policy([]), { holds: [hold(NOW + 1)], changes: [] }, NOW)).toEqual([
      {
        code: 'held',
        text: 'it is held until 2026-05-01T12:00:00.001Z by someone (INC-1); release it by hand to go on',
      },
    ]);
  });

  it('are on when somebody keeps changing it back, until a release', () => {
    expect(codes({ changes: fixes })).toEqual(['flapping']);
    expect(codes({ changes: fixes.slice(1) })).toEqual([]);
    expect(codes({ changes: fixes, releasedAt: NOW - 3 })).toEqual([]);
  });

  it('give every reason at once', () => {
    expect(codes({ holds: [hold(NOW + 1)], changes: fixes })).toEqual(['held', 'flapping']);
  });
});
