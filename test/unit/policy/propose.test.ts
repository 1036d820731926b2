import { describe, expect, it } from 'vitest';
import type { LiveState } from '../../../functions/core/model/live-state.ts';
import { parsePolicy } from '../../../functions/policy/parse-policy.ts';
import { type Asked, propose } from '../../../functions/policy/propose/propose.ts';
import { NO_REMARKS, named, writePolicy } from '../../../functions/policy/propose/write-policy.ts';
import { fs, group, live, mt, sg, vpc } from '../../support/builders.ts';

type Record_ = Readonly<Record<string, string>>;

/** Mount targets, each of a file system of its own with these tags and groups attached, in a VPC where these can be used. */
const account = (
  usable: LiveState['usable'],
  all: readonly (readonly [tags: Record_, attached: readonly number[], vpcId?: number])[],
): readonly LiveState[] =>
  all.map(([tags, attached, vpcId = 1], at) =>
    live({
      tags,
      attached: attached.map(sg),
      usable,
      fileSystem: { id: fs(at + 1), tags: new Map(Object.entries(tags)) },
      mountTarget: { id: mt(at + 1), fileSystemId: fs(at + 1), vpcId: vpc(vpcId) },
    }),
  );

const proposed = (lives: readonly LiveState[], asked: Partial<Asked> = {}): string => {
  const text = writePolicy(named(propose(lives, { minPurity: 0.95, ...asked })), [], 5, NO_REMARKS);
  expect(parsePolicy(text, '')).toHaveProperty('policy');
  return text.slice(text.indexOf('rules:'));
};

const times = <Item>(count: number, ...items: readonly Item[]): readonly Item[] =>
  Array.from({ length: count }, () => items).flat();

const environments = [
  group(1, { name: 'a', tags: { nfs: 'prod' } }),
  group(2, { name: 'b', tags: { nfs: 'dev' } }),
  group(3, { name: 'other' }),
];

describe('a proposal', () => {
  it('refers to the tag that tells which group is attached', () => {
    const lives = account(environments, times(3, [{ env: 'prod', cost: '1' }, [1]], [{ env: 'dev', cost: '1' }, [2]]));
    expect(proposed(lives)).toBe(`rules:
  - name: by-env
    when:
      tags: { env: "*" }
    securityGroups:
      - tags: { nfs: "\${env}" }
    match: exactly
`);
  });

  it('refers to it within a name, too', () => {
    const usable = [group(1, { name: 'efs-prod-nfs' }), group(2, { name: 'efs-dev-nfs' })];
    const lives = account(usable, times(3, [{ env: 'prod' }, [1]], [{ env: 'dev' }, [2]]));
    expect(proposed(lives)).toContain(`      - name: "efs-\${env}-nfs"\n    match: exactly`);
  });

  it('asks for several groups where all have them', () => {
    const lives = account(environments, times(3, [{ env: 'prod' }, [1, 3]], [{ env: 'dev' }, [2, 3]]));
    expect(proposed(lives)).toContain(`      - tags: { nfs: "\${env}" }\n      - name: other\n    match: exactly`);
  });

  it('lets other groups be where some have them', () => {
    const lives = account(
      environments,
      times(3, [{ env: 'prod' }, [1, 3]], [{ env: 'prod' }, [1]], [{ env: 'dev' }, [2]], [{ env: 'dev' }, [2, 3]]),
    );
    expect(proposed(lives)).toContain(`      - tags: { nfs: "\${env}" }\n    match: at-least`);
  });

  it('puts what is special before what is general', () => {
    const lives = account(
      environments,
      times(4, [{ env: 'prod' }, [1]], [{ env: 'dev' }, [2]], [{ env: 'prod', team: 'x' }, [3]]),
    );
    expect(proposed(lives).match(/- name: .*/g)).toEqual(['- name: team-x', '- name: other', '- name: by-env']);
  });

  it('goes by the VPC where nothing else tells', () => {
    const lives = account(environments, times(3, [{}, [1], 1], [{}, [3], 2]));
    expect(proposed(lives)).toContain(`    when:\n      vpcs: [vpc-00000001]\n    securityGroups:\n      - name: a\n`);
  });

  it('goes by the named keys alone', () => {
    const lives = account(environments, times(3, [{ env: 'prod', x: 'prod' }, [1]], [{ env: 'dev', x: 'dev' }, [2]]));
    expect(proposed(lives, { keys: ['x'] })).toContain('tags: { x: "*" }');
    expect(proposed(lives, { keys: ['none'] })).toBe('rules: []\n');
  });

  it('is as pure as it is asked to be', () => {
    const lives = account(environments, [...times(9, [{ env: 'prod' }, [1]] as const), [{ env: 'prod' }, [3]]]);
    expect(proposed(lives)).toBe('rules: []\n');
    expect(proposed(lives, { minPurity: 0.9 })).toContain('name: by-env');
  });

  it('makes no rule for one file system among others', () => {
    const lives = account(environments, [...times(3, [{ env: 'prod' }, [1]] as const), [{ env: 'odd' }, [3]]]);
    expect(proposed(lives)).not.toContain('other');
  });

  it('makes one for the only file system', () => {
    expect(proposed(account(environments, [[{}, [3]]]))).toContain(
      '- name: every-file-system\n    securityGroups:\n      - name: other',
    );
  });

  it.each(['*', 'a*b', 'yes', '-', '# x', 'a: b', '{a}', '=cmd'])(
    'writes a group that is named %j so that it is meant by itself',
    (name) => {
      const lives = account([group(1, { name }), group(2, { name: 'axb1' })], times(2, [{}, [1]] as const));
      const parsed = parsePolicy(`version: 1\n${proposed(lives)}`, '');
      expect('policy' in parsed && parsed.policy.rules[0]?.securityGroups).toEqual([
        expect.objectContaining({ by: 'name', name: [name] }),
      ]);
    },
  );

  it('selects by id what cannot be said otherwise', () => {
    const lives = account(
      [group(1, { name: `x\${env}`, tags: { [`a{{b}}`]: 'c' } })],
      times(2, [{ env: 'e' }, [1]] as const),
    );
    expect(proposed(lives)).toContain('- id: sg-00000001');
  });

  it('has the limit of groups that is needed', () => {
    const text = writePolicy([], [], 7, NO_REMARKS);
    expect(text).toContain('limits:\n  securityGroupsPerMountTarget: 7\nrules: []\n');
  });
});
