import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { couldSelect, selectsByTag } from '../../../../functions/core/decide/could-select.ts';
import { decide } from '../../../../functions/core/decide/decide.ts';
import { forbiddenGroups, resolveGroups } from '../../../../functions/core/decide/resolve-groups.ts';
import type { Selector, Template } from '../../../../functions/core/model/policy.ts';
import {
  any,
  byId,
  byName,
  byTags,
  group,
  one,
  oneOf,
  optional,
  policy,
  ref,
  rule,
  star,
} from '../../../support/builders.ts';
import { worlds } from '../../../support/worlds.ts';

const keyed = (...key: Template): Selector => ({ by: 'tags', tags: [[key, oneOf(['owned'])]], optional: false });

const selecting = (...securityGroups: readonly Selector[]) =>
  policy([rule({ securityGroups: [byId(9)] }), rule({ name: 'second', securityGroups })]);

describe('a rule could select', () => {
  it.each([
    { what: 'a group by its id', selector: byId(1), of: group(1) },
    { what: 'a group by an optional selector', selector: optional(byId(1)), of: group(1) },
    { what: 'a group by its name', selector: byName('nfs-prod'), of: group(1, { name: 'nfs-prod' }) },
    { what: 'any name, by a reference alone', selector: byName(ref('team')), of: group(1, { name: 'x' }) },
    { what: 'a name around a reference', selector: byName('nfs-', ref('e'), '-a'), of: group(1, { name: 'nfs-x-a' }) },
    { what: 'a name in two lines', selector: byName('nfs-', ref('e')), of: group(1, { name: 'nfs-x\ny' }) },
    { what: 'a name with signs', selector: byName('a.b|(c)[$^*+?{}\\'), of: group(1, { name: 'a.b|(c)[$^*+?{}\\' }) },
    { what: 'a name by wildcards', selector: byName('nfs-', star, one), of: group(1, { name: 'nfs-x' }) },
    {
      what: 'a name by wildcards around references',
      selector: byName(star, ref('e'), star, ref('f'), star),
      of: group(1, { name: 'xy' }),
    },
    { what: 'a tag whose key is a reference', selector: keyed(ref('e')), of: group(1, { tags: { any: 'owned' } }) },
    { what: 'a group that it forbids', selector: byId(9), never: [byName('nfs')], of: group(1, { name: 'nfs' }) },
    { what: 'any value of a tag', selector: byTags({ nfs: any }), of: group(1, { tags: { nfs: '' } }) },
    { what: 'a listed value', selector: byTags({ nfs: oneOf(['a'], ['b']) }), of: group(1, { tags: { nfs: 'b' } }) },
    {
      what: 'a value by reference',
      selector: byTags({ nfs: oneOf([ref('e')]) }),
      of: group(1, { tags: { nfs: 'b' } }),
    },
    {
      what: 'all of several tags',
      selector: byTags({ nfs: any, team: oneOf(['x']) }),
      of: group(1, { tags: { nfs: 'a', team: 'x' } }),
    },
  ])('$what', ({ selector, of, never = [] }) => {
    expect(couldSelect(policy([rule({ securityGroups: [selector], never })]), of)).toBe(true);
  });

  it.each([
    { what: 'a group by another id', selector: byId(2), of: group(1) },
    { what: 'another name', selector: byName('nfs-prod'), of: group(1, { name: 'nfs-prod-2' }) },
    { what: 'a name that only begins so', selector: byName('nfs-', ref('e'), '-a'), of: group(1, { name: 'nfs-x-b' }) },
    { what: 'a name that only ends so', selector: byName('nfs-', ref('e')), of: group(1, { name: 'x-nfs-y' }) },
    {
      what: 'a name where a reference would be empty',
      selector: byName('nfs-', ref('e')),
      of: group(1, { name: 'nfs-' }),
    },
    { what: 'a name by what a sign means elsewhere', selector: byName('nfs.'), of: group(1, { name: 'nfsx' }) },
    { what: 'a name too long for its wildcards', selector: byName('nfs-', one), of: group(1, { name: 'nfs-xy' }) },
    { what: 'a tag with another key', selector: keyed('k/', ref('e')), of: group(1, { tags: { 'k/': 'owned' } }) },
    { what: 'a tag that is not there', selector: byTags({ nfs: any }), of: group(1, { tags: { NFS: 'a' } }) },
    { what: 'another value', selector: byTags({ nfs: oneOf(['a'], ['b']) }), of: group(1, { tags: { nfs: 'c' } }) },
    {
      what: 'one of two tags',
      selector: byTags({ nfs: any, team: oneOf(['x']) }),
      of: group(1, { tags: { nfs: 'a', team: 'y' } }),
    },
  ])('not $what', ({ selector, of }) => {
    expect(couldSelect(selecting(selector), of)).toBe(false);
  });

  it('every group that a decision names, whatever the world', () => {
    fc.assert(
      fc.property(worlds, ({ live, policy, now }) => {
        const decision = decide(live, policy, now);
        if (decision.status !== 'drifted') return;
        for (const id of decision.add) {
          const of = live.usable.find((it) => it.id === id);
          expect(of && couldSelect(policy, of)).toBe(true);
        }
      }),
    );
  });
});

describe('a name that many references could share out among them', () => {
  const dashed = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((key) => [ref(key), '-']);

  it.each([
    { end: 'nfs', name: '-'.repeat(255), could: false },
    { end: 'nfs', name: `${'-'.repeat(252)}nfs`, could: true },
    { end: '', name: '-'.repeat(255), could: true },
    { end: '', name: '-'.repeat(11), could: false },
  ])('is judged without trying every way: $name and "$end"', ({ end, name, could }) => {
    expect(couldSelect(selecting(byName(...dashed, end)), group(1, { name }))).toBe(could);
  });
});

it('gives up on a template with more parts than a name has characters', () => {
  const endless = Array.from({ length: 1_000_000 }, () => ref('key'));
  expect(couldSelect(selecting({ by: 'name', name: endless, optional: false }), group(1, { name: 'nfs' }))).toBe(false);
});

it('reads a template as a regular expression in which a reference is anything but nothing', () => {
  const signs = fc.string({ unit: fc.constantFrom('a', '-', '.', '\n', '😀'), maxLength: 8 });
  const part = fc.oneof(
    signs.filter((text) => text !== ''),
    fc.constant(ref('key')),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), signs, fc.array(signs), (template, other, values) => {
      const filled = template.map((it, index) => (typeof it === 'string' ? it : (values[index] ?? other))).join('');
      const pattern = template.map((it) => (typeof it === 'string' ? it.replaceAll('.', '\\.') : '.+')).join('');
      for (const name of [other, filled, filled.slice(1), `${filled}a`])
        expect(couldSelect(selecting(byName(...template)), group(1, { name }))).toBe(
          new RegExp(`^${pattern}$`, 'su').test(name),
        );
    }),
  );
});

it('never says no of a group that a rule selects or forbids', () => {
  fc.assert(
    fc.property(worlds, ({ live, policy }) => {
      const selected = policy.rules.flatMap(({ securityGroups, never = [] }) => [
        ...resolveGroups(securityGroups, live).desired,
        ...forbiddenGroups(never, live),
      ]);
      const missed = live.usable.filter((of) => selected.includes(of.id) && !couldSelect(policy, of));
      expect(missed).toEqual([]);
    }),
  );
});

it.each([
  { name: 'a'.repeat(255), template: Array.from({ length: 200 }, () => [ref('a'), 'b', star]).flat() },
  {
    name: 'a'.repeat(255),
    template: Array.from({ length: 127 }, () => ['a', star])
      .flat()
      .concat('b'),
  },
  { name: 'a'.repeat(255), template: [star, 'a'.repeat(127), 'b', star, 'a'.repeat(127)] },
  { name: 'a'.repeat(255), template: Array.from({ length: 200_000 }, () => ref('a')) },
])('tries not every way with a hostile template and name', ({ name, template }) => {
  const hostile = selecting({ by: 'name', name: template, optional: false });
  expect(couldSelect(hostile, group(1, { name }))).toBe(false);
});

describe('rules select by a tag', () => {
  const rules = selecting(byName('team'), byTags({ nfs: any, environment: oneOf(['prod']) }), keyed('k/', ref('e')));

  it.each([
    { keys: ['nfs'], selects: true },
    { keys: ['x', 'environment'], selects: true },
    { keys: ['k/shop'], selects: true },
    { keys: ['k/'], selects: false },
    { keys: ['x', 'NFS', 'team', 'prod'], selects: false },
    { keys: ['constructor', '__proto__'], selects: false },
    { keys: [], selects: false },
  ])('of $keys: $selects', ({ keys, selects }) => {
    expect(selectsByTag(rules, keys)).toBe(selects);
  });

  it('never, when they select by id and name only', () => {
    expect(selectsByTag(selecting(byId(1), byName('nfs')), ['nfs', 'Name'])).toBe(false);
  });

  it('where no decision changes with a tag that none of them selects by, whatever the world', () => {
    const key = fc.constantFrom('environment', 'team', '__proto__', 'constructor');
    fc.assert(
      fc.property(worlds, key, fc.constantFrom('prod', 'staging', '*', ''), ({ live, policy, now }, changed, value) => {
        const usable = live.usable.map((of) => ({ ...of, tags: new Map([...of.tags, [changed, value] as const]) }));
        if (selectsByTag(policy, [changed])) return;
        expect(decide({ ...live, usable }, policy, now)).toEqual(decide(live, policy, now));
      }),
    );
  });
});
