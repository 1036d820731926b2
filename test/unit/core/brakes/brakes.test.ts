import { describe, expect, it } from 'vitest';
import { brakes, type Hold, type HoldOn, type Standing } from '../../../../functions/core/brakes/brakes.ts';
import { fs, landed, mt, policy } from '../../../support/builders.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const hold = (until: number, id: HoldOn['id'] = mt(1)): HoldOn => {
  const held: Hold = { until, reason: 'INC-1', by: 'alice', at: 0 };
  return { id, hold: held };
};
const fixes = [NOW - 1, NOW - 2, NOW - 3].map((at) => landed(at));
const codes = (say: Partial<Standing>) =>
  brakes(policy([]), { holds: [], changes: [], ...say }, NOW).map(({ code }) => code);

describe('brakes', () => {
  it('are off when nothing is on record', () => {
    expect(codes({})).toEqual([]);
  });

  it('are on for every hold until it ends', () => {
    expect(codes({ holds: [hold(NOW + 1), hold(NOW), hold(NOW + 2)] })).toEqual(['held', 'held']);
  });

  it.each([mt(1), fs(1)])('say what is held, until when, by whom and why, and how to end that: %s', (id) => {
    expect(brakes(policy([]), { holds: [hold(NOW + 1, id)], changes: [] }, NOW)).toEqual([
      {
        code: 'held',
        text: `${id} is held until 2026-05-01T12:00:00.001Z by alice (INC-1); {"release": "${id}"} ends that`,
      },
    ]);
  });

  it('are on when another caller keeps changing it back, until a release', () => {
    expect(codes({ changes: fixes })).toEqual(['flapping']);
    expect(codes({ changes: fixes.slice(1) })).toEqual([]);
    expect(codes({ changes: fixes, releasedAt: NOW - 3 })).toEqual([]);
  });

  it('give every reason at once', () => {
    expect(codes({ holds: [hold(NOW + 1)], changes: fixes })).toEqual(['held', 'flapping']);
  });
});
