import { expect, it } from 'vitest';
import { addUp, tooMuchTogether } from '../../../../functions/core/brakes/too-much-together.ts';

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

it('counts nothing of what a paused account has, and says which places have drift', () => {
  const plan = (account: string, changes: number) => ({ account, changes });
  const [quiet, few, many, paused] = [plan('1', 0), plan('1', 2), plan('2', 5), plan('3', 100)];
  expect(addUp({ paused: ['3'] }, [quiet, few, paused, many])).toEqual({
    drifted: [few, many],
    together: { places: 3, drifted: 2, changes: 7 },
  });
});
