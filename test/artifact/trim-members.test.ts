import { expect, it } from 'vitest';
import { trimMembers } from '../../infra/build/trim-members.ts';

const isNamed = (member: string): boolean => member === '_V' || member === '_G';

it('leaves out the optional members that no code names, with their types', () => {
  const schemas = `
export var Group$ = [3, n0, _SG,
    0,
    [_D, _V, _T, _G],
    [[0, { [_xN]: _d }], [() => List, { [_xN]: _v,
                [_h]: [_a, _b] }], () => Tags, 0]
];
export var Group = [9, n0, _D, 0, () => Group$, () => Group$];`;
  expect(trimMembers(schemas, isNamed)).toBe(`
export var Group$ = [3,n0,_SG,0,[_V,_G],[[() => List, { [_xN]: _v,
                [_h]: [_a, _b] }],0],0];
export var Group = [9, n0, _D, 0, () => Group$, () => Group$];`);
});

it('keeps the members that are required', () => {
  const schemas = 'export var Input$ = [3, n0, _I,\n    0,\n    [_D, _T, _V],\n    [0, 1, 2], 1\n];';
  expect(trimMembers(schemas, isNamed)).toBe('export var Input$ = [3,n0,_I,0,[_D,_V],[0,2],1];');
});

it('refuses a structure that it does not understand', () => {
  expect(() => trimMembers('export var Odd$ = [3, n0, _O,\n    0,\n    [_D],\n    [0, 1]\n];', isNamed)).toThrow(
    '_O has 1 members and 2 types',
  );
});
