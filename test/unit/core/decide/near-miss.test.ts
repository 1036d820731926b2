import { describe, expect, it } from 'vitest';
import { nearMiss } from '../../../../functions/core/decide/near-miss.ts';
import type { Condition, Pattern } from '../../../../functions/core/model/policy.ts';
import { any, fs, live, oneOf, policy, rule, star, vpc, when } from '../../../support/builders.ts';

const web = (condition: Condition) => rule({ name: 'web', when: condition });
const prod = web(when({ environment: oneOf('prod') }));

describe('the nearest rule', () => {
  it.each([
    {
      what: 'a value in another case',
      rules: [prod],
      tags: { environment: 'Prod' },
      expected: 'environment=prod; the file system has environment=Prod',
    },
    {
      what: 'a value with a blank',
      rules: [prod],
      tags: { environment: 'prod ' },
      expected: 'environment=prod; the file system has environment="prod "',
    },
    {
      what: 'another value',
      rules: [prod],
      tags: { environment: 'test' },
      expected: 'environment=prod; the file system has environment=test',
    },
    {
      what: 'a value that looks the same',
      rules: [web(when({ k: oneOf('é') }))],
      tags: { k: 'e\u0301' },
      expected: 'k=é; the file system has k=e\u0301, which looks the same but is written with other Unicode characters',
    },
    {
      what: 'a key that looks the same',
      rules: [web(when({ é: any }))],
      tags: { 'e\u0301': 'x' },
      expected: 'é=*; the file system has e\u0301=x, which looks the same but is written with other Unicode characters',
    },
    {
      what: 'a key in another case',
      rules: [prod],
      tags: { Environment: 'prod' },
      expected: 'environment=prod; the file system has Environment=prod',
    },
    {
      what: 'no such key',
      rules: [prod],
      tags: {},
      expected: 'environment=prod; the file system has no tag environment',
    },
    {
      what: 'none of many values',
      rules: [web(when({ a: oneOf<Pattern>(['x', star], 'y', 'z*', 'w') }))],
      tags: { a: 'b' },
      expected: 'a=x* or y or 2 more; the file system has a=b',
    },
    {
      what: 'another value, where a tag that excludes is absent',
      rules: [web(when({ environment: oneOf('prod') }, { legacy: any }))],
      tags: { environment: 'test' },
      expected: 'environment=prod; the file system has environment=test',
    },
    {
      what: 'the first of several that are as near',
      rules: [prod, web(when({ environment: oneOf('stage') }))],
      tags: { environment: 'test' },
      expected: 'environment=prod; the file system has environment=test',
    },
    {
      what: 'two conditions',
      rules: [web(when({ a: any, b: any }))],
      tags: {},
      expected: 'a=*; the file system has no tag a. It also requires b=*; the file system has no tag b',
    },
    {
      what: 'many conditions',
      rules: [web(when({ a: any, b: any, c: any }))],
      tags: { b: 'x' },
      expected: 'a=*; the file system has no tag a. It also requires c=*; the file system has no tag c',
    },
    {
      what: 'more conditions than are told',
      rules: [web(when({ a: any, b: any, c: any }))],
      tags: {},
      expected:
        'a=*; the file system has no tag a. It also requires b=*; the file system has no tag b, and 1 more of its conditions do not hold',
    },
    {
      what: 'another VPC',
      rules: [web({ ...when(), vpcs: [vpc(2), vpc(3), vpc(4)] })],
      tags: {},
      expected: 'the VPC vpc-00000002 or vpc-00000003 or 1 more; this mount target is in vpc-00000001',
    },
    {
      what: 'another file system',
      rules: [web({ ...when(), fileSystems: [fs(2)] })],
      tags: {},
      expected: 'the file system fs-00000002; this mount target belongs to fs-00000001',
    },
    {
      what: 'a value in another case than a pattern has',
      rules: [
        rule({ name: 'far', when: when({ environment: oneOf('test') }) }),
        web(when({ environment: oneOf<Pattern>(['prod-', star]) })),
      ],
      tags: { environment: 'Prod-eu' },
      expected: 'environment=prod-*; the file system has environment=Prod-eu',
    },
    {
      what: 'a key with a slip rather than another file system',
      rules: [
        rule({ name: 'far', when: { ...when(), fileSystems: [fs(2)] } }),
        web(when({ environment: oneOf('prod'), team: any, a: any })),
      ],
      tags: { enviroment: 'prod' },
      expected:
        'environment=prod; the file system has enviroment=prod. It also requires team=*; the file system has no tag team, and 1 more of its conditions do not hold',
    },
    {
      what: 'keys with two letters swapped, one changed or one more',
      rules: [web(when({ stage: any, owner: any, depart: any }))],
      tags: { satge: '1', ownes: '2', departs: '3' },
      expected:
        'stage=*; the file system has satge=1. It also requires owner=*; the file system has ownes=2, and 1 more of its conditions do not hold',
    },
    {
      what: 'a blank that is not one',
      rules: [web(when({ a: oneOf('x y') }))],
      tags: { a: 'x\u00a0y' },
      expected:
        'a=x y; the file system has a=x\\u{a0}y, which looks the same but is written with other Unicode characters',
    },
    {
      what: 'the nearer of two rules',
      rules: [rule({ name: 'far', when: when({ team: any, x: any }) }), prod],
      tags: { environment: 'PROD' },
      expected: 'environment=prod; the file system has environment=PROD',
    },
  ])('says of $what what it requires and what there is', ({ rules, tags, expected }) => {
    expect(nearMiss(policy(rules), live({ tags }))).toBe(
      `rule web ${expected.startsWith('the ') ? 'covers only' : 'requires'} ${expected}`,
    );
  });

  it('says which zone it requires', () => {
    const zoned = web({ ...when(), availabilityZones: ['eu-west-1b'] });
    expect(nearMiss(policy([zoned]), live({ mountTarget: { availabilityZone: 'eu-west-1a' } }))).toBe(
      'rule web covers only the availability zone eu-west-1b; this mount target is in eu-west-1a',
    );
  });

  it('says what excludes the file system', () => {
    expect(nearMiss(policy([web(when({}, { legacy: any }))]), live({ tags: { legacy: 'yes' } }))).toBe(
      'rule web excludes legacy=*; the file system has legacy=yes',
    );
  });

  it('shows what does not print, and is short whatever the tags are', () => {
    const said = nearMiss(policy([prod]), live({ tags: { environment: `\u202e${'x'.repeat(300)}` } }));
    expect(said).toMatch(/has environment=\\u\{202e\}x{59}…$/);
  });

  it('is none when there is no rule', () => {
    expect(nearMiss(policy([]), live())).toBeUndefined();
  });
});
