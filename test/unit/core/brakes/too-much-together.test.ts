import { expect, it } from 'vitest';
import { addUp, stoppedBy, tooMuchTogether } from '../../../../functions/core/brakes/too-much-together.ts';

const organization = { changesPerSweep: { count: 10 }, placesDrifted: { percent: 20 } };

it.each([
  { places: 0, drifted: 0, changes: 0, fields: [] },
  { places: 2, drifted: 1, changes: 10, fields: [] },
  { places: 11, drifted: 3, changes: 10, fields: [] },
  { places: 11, drifted: 4, changes: 10, fields: ['placesDrifted.percent'] },
  { places: 11, drifted: 1, changes: 11, fields: ['changesPerSweep.count'] },
  { places: 2, drifted: 2, changes: 11, fields: ['changesPerSweep.count', 'placesDrifted.percent'] },
])('of $changes changes in $drifted of $places places more than $fields allow', ({ fields, ...together }) => {
  const said = tooMuchTogether(organization, together);
  expect(said.map((it) => /organization\.(\w+\.\w+)/.exec(it)?.[1])).toEqual(fields);
});

it('counts nothing of what a paused place has, and says which plans may be carried out', () => {
  const paused = { changes: 100, stopped: 'paused' } as const;
  const unconfirmed = { changes: 50, stopped: 'unconfirmed' } as const;
  const [quiet, few, many] = [{ changes: 0 }, { changes: 2 }, { changes: 5 }];
  expect(addUp([quiet, few, paused, unconfirmed, many])).toEqual({
    acting: [few, many],
    together: { places: 4, drifted: 3, changes: 7 },
  });
});

it.each([
  { codes: ['paused', 'unconfirmed'], stopped: 'paused' },
  { codes: ['held', 'unconfirmed'], stopped: 'unconfirmed' },
  { codes: ['over-budget'], stopped: 'unconfirmed' },
  { codes: ['not-enforced-here'], stopped: undefined },
] as const)('says of a plan with $codes that it is $stopped', ({ codes, stopped }) => {
  expect(stoppedBy(codes)).toBe(stopped);
});
