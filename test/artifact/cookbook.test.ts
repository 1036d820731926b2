import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exemptionWarnings, idleSelectors } from '../../functions/core/decide/policy-warnings.ts';
import { parsePolicy } from '../../functions/policy/parse-policy.ts';
import type { Played } from '../cookbook/play.ts';
import { type Recipe, recipes } from '../cookbook/recipe.ts';
import type { Step, Way } from '../cookbook/ways.ts';
import { group, self } from '../support/builders.ts';
import { blocksOf, linksOf, markdown } from '../support/markdown.ts';

const readme = markdown('infra/policies/README.md');

interface Answer {
  readonly played: readonly Played[];
  readonly ways: Readonly<Record<Way, readonly Step[]>>;
}

const run = async (): Promise<Answer> => {
  const main = fileURLToPath(new URL('../cookbook/main.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [main], { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout);
};

/** What is wrong with a policy, and what a sweep of its network would warn of. */
const problemsOf = ({ policy: text, groups }: Recipe): readonly unknown[] => {
  const parsed = parsePolicy(text, 'v');
  if ('findings' in parsed) return parsed.findings;
  const seen = Object.entries(groups).map(([key, { name = key, tags = {} }], index) => group(index, { name, tags }));
  seen.push(group(99, { name: 'default' })); // every VPC has one
  return [...exemptionWarnings(parsed.policy, Date.now()), ...idleSelectors(parsed.policy, { groups: seen, self })];
};

const schema = JSON.parse(readFileSync(new URL('../../infra/policy.schema.json', import.meta.url), 'utf8'));
const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

describe('a policy of the cookbook', () => {
  it('has a line in the README, and each line a policy', () => {
    const linked = linksOf(readme).filter((target) => target.endsWith('.yaml'));
    expect(linked.toSorted()).toEqual(recipes.map(({ id }) => `${id}.yaml`));
  });

  it.each(recipes)('is accepted, only reports and is read in a minute: $id', (recipe) => {
    const { policy } = recipe;
    expect(problemsOf(recipe)).toEqual([]);
    expect(policy).toMatch(/^# yaml-language-server: \$schema=\.\.\/policy\.schema\.json\n#\n# /);
    expect(policy.match(/^\s*mode: .*/gm)).toEqual([
      'mode: audit # report first; enforce when the report is what you want',
    ]);
    expect(policy.split('\n').length).toBeLessThan(50);
  });

  it.each(recipes)('is valid by the schema: $id', ({ policy }) => {
    isValid(parse(policy));
    expect(isValid.errors).toBeNull();
  });

  it.each(recipes)('is played right, drifted, harmlessly different and nearly matching: $id', ({ cases }) => {
    const kinds = new Set(cases.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['right', 'drift', 'harmless', 'look-alike']));
  });
});

describe('dist/remediate', () => {
  let answer: Answer;
  beforeAll(async () => {
    answer = await run();
  });

  const all = recipes.flatMap(({ id, cases }) => cases.map((it) => ({ ...it, id })));
  const of = (kind: string) => all.filter((it) => it.kind === kind);
  const playedAs = ({ id, is }: { readonly id: string; readonly is: string }) => {
    const found = answer.played.find((it) => it.recipe === id && it.is === is);
    expect(found?.statuses).not.toEqual([]);
    expect(found?.statuses).toHaveLength(found?.have.length ?? Number.NaN);
    return {
      ...found,
      status: [...new Set(found?.statuses)].join(),
      reasons: [...new Set(found?.told.flat())],
      have: [...new Set(found?.have.map((groups) => groups.join()))].join(' and '),
      attached: found?.attached.join(),
      wanted: found?.wanted.join(),
    };
  };

  it.each([...of('right'), ...of('harmless')])('leaves alone by $id: $is', (one) => {
    const { status, have, attached } = playedAs(one);
    expect({ status, have }).toEqual({ status: 'compliant', have: attached });
  });

  it.each(of('drift'))('fixes by $id, without hurting who mounts: $is', (one) => {
    const { status, have, attached, wanted, losers } = playedAs(one);
    expect({ status, have, losers }).toEqual({ status: 'fixed', have: wanted, losers: [] });
    expect(attached).not.toBe(wanted);
  });

  it.each(of('refused'))('refuses by $id: $is', (one) => {
    const { status, have, attached, reasons, says } = playedAs(one);
    expect({ status, have, reasons }).toEqual({ status: 'refused', have: attached, reasons: one.reasons });
    expect(says).toContain(one.tells ?? 'Refused: ');
  });

  it.each(of('look-alike'))('does not govern by $id, and says what is missing: $is', (one) => {
    const { status, have, attached, says } = playedAs(one);
    expect({ status, have }).toEqual({ status: 'unmanaged', have: attached });
    expect(says).toContain(`Nearest: ${one.nearest}`);
  });

  const steps = (way: Way) => answer.ways[way].map(({ after, status, have }) => [after, status, have.join()]);
  const reasonsIn = (way: Way) => answer.ways[way].flatMap(({ reasons }) => reasons);

  it('asks once about a client that runs where nothing is on record, and undoes the same drift from then on', () => {
    expect(steps('firstFix')).toEqual([
      ['enforce', 'refused', 'debug,efs-1'],
      ['decide once', 'fixed', 'efs-1'],
      ['attach it again', 'fixed', 'efs-1'],
    ]);
    expect(reasonsIn('firstFix')).toEqual(['nfs-cut-off']);
    expect(answer.ways.firstFix[0]?.says).toContain('i-0123456789abcdef1');
  });

  describe('while Terraform replaces a group', () => {
    it('pulls against it as long as both groups carry the tag, and gives up in the end', () => {
      expect(steps('bothTagged').map(([, status]) => status)).toEqual(['fixed', 'fixed', 'fixed', 'refused']);
      expect(reasonsIn('bothTagged')).toEqual(['flapping']);
      expect(answer.ways.bothTagged.at(-1)?.says).toContain('Terraform');
    });

    it('goes with it where a tag of the file system names the group, five times in a row', () => {
      expect(steps('byName').slice(0, 6)).toEqual([
        ['create the group', 'compliant', 'efs-1'],
        ['tag the file system', 'fixed', 'efs-2'],
        ['modify the mount target', 'compliant', 'efs-2'],
        ['delete the old group', 'compliant', 'efs-2'],
        ['tag the file system', 'refused', 'efs-2'],
        ['modify the mount target', 'compliant', 'efs-3'],
      ]);
      expect(reasonsIn('byName')).toEqual(['nfs-cut-off']);
      expect(steps('byName').at(-1)).toEqual(['modify the mount target', 'compliant', 'efs-6']);
    });

    it('ends with what it wants there, too, where the mount target is changed before the tag', () => {
      expect(steps('byNameTurned')).toEqual([
        ['modify the mount target', 'fixed', 'efs-1'],
        ['tag the file system', 'fixed', 'efs-2'],
      ]);
    });

    it('waits without a write for the new group where the old one loses its tag first, five times in a row', () => {
      const waiting = answer.ways.untaggedFirst.filter(({ after }) => after === 'take the tag off the old group');
      expect(waiting.map(({ reasons, have }) => [reasons.join(), have.join()])).toEqual(
        [1, 2, 3, 4, 5].map((number) => ['no-matching-group', `efs-${number}`]),
      );
      const others = answer.ways.untaggedFirst.filter((it) => !waiting.includes(it));
      expect(others.filter(({ status }) => status !== 'fixed' && status !== 'compliant')).toEqual([]);
      expect(steps('untaggedFirst').at(-1)).toEqual(['modify the mount target', 'compliant', 'efs-6']);
    });

    it('stands back while the file system is exempt', () => {
      expect(steps('exempted')).toEqual([
        ['create the group', 'exempt', 'efs-1'],
        ['modify the mount target', 'exempt', 'efs-2'],
        ['end the exemption', 'compliant', 'efs-2'],
      ]);
    });
  });
});

describe('the README of the cookbook', () => {
  const [tagged = '', named = '', exemption = ''] = blocksOf(readme, 'yaml');

  it('shows policies that are accepted as they stand', () => {
    for (const text of [tagged, named, tagged + exemption]) expect(parsePolicy(text, 'v')).toHaveProperty('policy');
    expect(exemption).toMatch(/^exemptions:/);
  });
});
