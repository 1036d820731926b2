import { describe, expect, it } from 'vitest';
import { governingRule, matches } from '../../../../functions/core/decide/governing-rule.ts';
import { any, fs, live, one, oneOf, policy, rule, star, vpc, when } from '../../../support/builders.ts';

describe('a condition', () => {
  it.each([
    { say: 'nothing', condition: when(), of: {}, expected: true },
    { say: 'a value that is there', condition: when({ a: oneOf('1') }), of: { a: '1' }, expected: true },
    { say: 'another value', condition: when({ a: oneOf('1') }), of: { a: '2' }, expected: false },
    { say: 'a value in another case', condition: when({ a: oneOf('prod') }), of: { a: 'Prod' }, expected: false },
    { say: 'a key that is absent', condition: when({ a: oneOf('1') }), of: { b: '1' }, expected: false },
    { say: 'a key in another case', condition: when({ a: any }), of: { A: '1' }, expected: false },
    { say: 'the second of a list', condition: when({ a: oneOf('1', '2') }), of: { a: '2' }, expected: true },
    { say: 'an empty list', condition: when({ a: oneOf<string>() }), of: { a: '1' }, expected: false },
    { say: 'any value, of a tag that is there', condition: when({ a: any }), of: { a: '1' }, expected: true },
    { say: 'any value, of a tag that is empty', condition: when({ a: any }), of: { a: '' }, expected: true },
    { say: 'any value, of a tag that is absent', condition: when({ a: any }), of: {}, expected: false },
    { say: 'a value, of a tag whose value is *', condition: when({ a: oneOf('1') }), of: { a: '*' }, expected: false },
    { say: 'a beginning', condition: when({ a: oneOf(['prod-', star]) }), of: { a: 'prod-eu' }, expected: true },
    { say: 'a beginning alone', condition: when({ a: oneOf(['prod-', star]) }), of: { a: 'prod-' }, expected: true },
    { say: 'another beginning', condition: when({ a: oneOf(['prod-', star]) }), of: { a: 'prod' }, expected: false },
    { say: 'one character', condition: when({ a: oneOf(['z', one]) }), of: { a: 'z😀' }, expected: true },
    { say: 'one character of two', condition: when({ a: oneOf(['z', one]) }), of: { a: 'z12' }, expected: false },
    { say: 'unless a beginning', condition: when({}, { a: oneOf(['x', star]) }), of: { a: 'xy' }, expected: false },
    { say: 'two keys that hold', condition: when({ a: any, b: any }), of: { a: '1', b: '1' }, expected: true },
    { say: 'two keys of which one holds', condition: when({ a: any, b: any }), of: { b: '1' }, expected: false },
    { say: 'unless a key that is there', condition: when({}, { a: any }), of: { a: '1' }, expected: false },
    { say: 'unless a key that is absent', condition: when({}, { a: any }), of: {}, expected: true },
    { say: 'unless another value', condition: when({}, { a: oneOf('1') }), of: { a: '2' }, expected: true },
    { say: 'unless either of two', condition: when({}, { a: any, b: any }), of: { b: '1' }, expected: false },
    { say: 'a key, unless another', condition: when({ a: any }, { b: any }), of: { a: '1' }, expected: true },
    { say: 'a key and its exception', condition: when({ a: any }, { b: any }), of: { a: '1', b: '' }, expected: false },
  ])('that asks for $say says $expected of $of', ({ condition, of, expected }) => {
    expect(matches(condition, live({ tags: of }))).toBe(expected);
  });

  it.each(['__proto__', 'constructor', 'toString', 'size'])('takes %s for a tag like any other', (key) => {
    const condition = { tags: new Map([[key, any]]), unless: new Map() };
    expect(matches(condition, live())).toBe(false);
    expect(matches(condition, live({ fileSystem: { tags: new Map([[key, 'x']]) } }))).toBe(true);
  });
});

describe('a place', () => {
  const mountTarget = { vpcId: vpc(1), fileSystemId: fs(1), availabilityZone: 'eu-west-1a' };

  it.each([
    { say: 'its VPC', places: { vpcs: [vpc(2), vpc(1)] }, expected: true },
    { say: 'another VPC', places: { vpcs: [vpc(2)] }, expected: false },
    { say: 'its file system', places: { fileSystems: [fs(1)] }, expected: true },
    { say: 'another file system', places: { fileSystems: [fs(2)] }, expected: false },
    { say: 'its zone', places: { availabilityZones: ['eu-west-1a'] }, expected: true },
    { say: 'another zone', places: { availabilityZones: ['eu-west-1b'] }, expected: false },
    { say: 'its VPC and another zone', places: { vpcs: [vpc(1)], availabilityZones: ['x'] }, expected: false },
  ])('in a condition that names $say says $expected', ({ places, expected }) => {
    expect(matches({ ...when(), ...places }, live({ mountTarget }))).toBe(expected);
  });

  it('that AWS does not tell is as any, so that no later rule governs', () => {
    expect(matches({ ...when(), availabilityZones: ['eu-west-1a'] }, live())).toBe(true);
  });
});

describe('the governing rule', () => {
  const first = rule({ name: 'first', when: when({ a: any }) });
  const second = rule({ name: 'second', when: when({ b: any }) });
  const rest = rule({ name: 'rest' });

  it.each([
    { of: { a: '1', b: '1' }, rules: [first, second, rest], expected: first },
    { of: { b: '1' }, rules: [first, second, rest], expected: second },
    { of: { a: '1' }, rules: [rest, first], expected: rest },
    { of: {}, rules: [first, second], expected: undefined },
    { of: {}, rules: [], expected: undefined },
  ])('of $of among $rules.length is the first that matches', ({ of, rules, expected }) => {
    expect(governingRule(policy(rules), live({ tags: of }))).toBe(expected);
  });
});
