import { expect, it } from 'vitest';
import { didYouMean } from '../../../../functions/core/model/did-you-mean.ts';

const fields = ['name', 'when', 'securityGroups', 'match', 'never', 'mode', 'safety'];

it.each([
  { written: 'securitygroups', expected: 'securityGroups' },
  { written: 'security-groups', expected: 'securityGroups' },
  { written: 'securityGruops', expected: 'securityGroups' },
  { written: 'securtyGroup', expected: 'securityGroups' },
  { written: 'Name', expected: 'name' },
  { written: 'nmae', expected: 'name' },
  { written: 'matches', expected: 'match' },
  { written: 'mode:enforce', expected: 'mode' },
  { written: 'groups', expected: undefined },
  { written: 'nm', expected: undefined },
  { written: 'x', expected: undefined },
  { written: '', expected: undefined },
])('takes $written for $expected', ({ written, expected }) => {
  expect(didYouMean(written, fields)).toBe(expected);
});
