import { expect, it } from 'vitest';
import { tooMuchTogether } from '../../../../functions/core/brakes/too-much-together.ts';

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
