import { describe, expect, it } from 'vitest';
import { groupSet, sameGroups, without } from '../../../../functions/core/model/group-set.ts';
import { sg } from '../../../support/builders.ts';

it('puts a set into one form: sorted, each once', () => {
  const ids = [sg(3), sg(1), sg(3), sg(2), sg(1)];
  expect(groupSet(ids)).toEqual([sg(1), sg(2), sg(3)]);
  expect(ids).toEqual([sg(3), sg(1), sg(3), sg(2), sg(1)]);
});

it('takes members away, keeping the order of the rest', () => {
  expect(without([sg(3), sg(1), sg(2)], [sg(1), sg(4)])).toEqual([sg(3), sg(2)]);
});

describe('two sets', () => {
  it.each([
    { when: 'both are empty', a: [], b: [], expected: true },
    { when: 'they have the same members', a: [sg(1), sg(2)], b: [sg(1), sg(2)], expected: true },
    { when: 'one member differs', a: [sg(1), sg(2)], b: [sg(1), sg(3)], expected: false },
    { when: 'the first holds part of the second', a: [sg(1)], b: [sg(1), sg(2)], expected: false },
    { when: 'the second holds part of the first', a: [sg(1), sg(2)], b: [sg(1)], expected: false },
    { when: 'only one is empty', a: [], b: [sg(1)], expected: false },
  ])('are the same ($expected) when $when', ({ a, b, expected }) => {
    expect(sameGroups(a, b)).toBe(expected);
  });
});
