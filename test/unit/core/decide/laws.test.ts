import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../../functions/core/decide/decide.ts';
import { governingRule, matches } from '../../../../functions/core/decide/governing-rule.ts';
import { forbiddenGroups, resolveGroups } from '../../../../functions/core/decide/resolve-groups.ts';
import type { Decision } from '../../../../functions/core/model/decision.ts';
import { groupSet, without } from '../../../../functions/core/model/group-set.ts';
import type { LiveState } from '../../../../functions/core/model/live-state.ts';
import type { Policy, Rule, Selector, TagCondition, Tags, Template } from '../../../../functions/core/model/policy.ts';
import { byName, byTags, exemption, group, oneOf, ref } from '../../../support/builders.ts';
import { must } from '../../../support/must.ts';
import { type Shuffle, shuffles, type World, worlds } from '../../../support/worlds.ts';

const decideOn = ({ live, policy, now }: World): Decision => decide(live, policy, now);

const drifts = worlds.filter((world) => decideOn(world).status === 'drifted');

const withPolicy = (world: World, change: Partial<Policy>): World => ({
  ...world,
  policy: { ...world.policy, ...change },
});

const withLive = (world: World, change: Partial<LiveState>): World => ({
  ...world,
  live: { ...world.live, ...change },
});

/** What of a decision may not depend on the order in which the policy was written: all but the order of reasons, and their texts. */
const gist = (decision: Decision) =>
  'reasons' in decision ? { ...decision, reasons: decision.reasons.map(({ code }) => code).sort() } : decision;

it('has been tried on every status', () => {
  const statuses = fc.sample(worlds, { numRuns: 1000, seed: 1 }).map((world) => decideOn(world).status);
  const expected = ['compliant', 'deferred', 'drifted', 'exempt', 'gone', 'refused', 'unmanaged'];
  expect([...new Set(statuses)].sort()).toEqual(expected);
});

describe('any drift', () => {
  const onDrift = (law: (drift: Extract<Decision, { status: 'drifted' }>, world: World) => void) =>
    fc.assert(
      fc.property(drifts, (world) => {
        const decision = decideOn(world);
        if (decision.status === 'drifted') law(decision, world);
      }),
    );

  it('is a fixed point: what would be written is then called compliant', () => {
    onDrift(({ after, rule }, world) => {
      expect(decideOn(withLive(world, { attached: after }))).toEqual({ status: 'compliant', rule });
    });
  });

  it('writes a set that is not empty, not above the limit, and usable in the VPC', () => {
    onDrift(({ after }, { live, policy }) => {
      expect(after.length).toBeGreaterThan(0);
      expect(after.length).toBeLessThanOrEqual(policy.limits.securityGroupsPerMountTarget);
      expect(
        without(
          after,
          live.usable.map(({ id }) => id),
        ),
      ).toEqual([]);
    });
  });

  it('adds, removes and keeps exactly what leads from the groups attached to the set written, and changes something', () => {
    onDrift(({ add, remove, keep, after }, { live }) => {
      expect(groupSet([...keep, ...add])).toEqual(after);
      expect(groupSet([...keep, ...remove])).toEqual(groupSet(live.attached));
      expect(new Set([...add, ...remove, ...keep]).size).toBe(add.length + remove.length + keep.length);
      expect(add.length + remove.length).toBeGreaterThan(0);
    });
  });

  it('only adds under at-least, but for what may never be attached, and only removes under at-most', () => {
    onDrift(({ add, remove, rule: name }, { policy, live }) => {
      const rule = policy.rules.find((rule) => rule.name === name);
      const forbidden = forbiddenGroups(rule?.never ?? [], live);
      if (rule?.match === 'at-least') expect(without(remove, forbidden)).toEqual([]);
      if (rule?.match === 'at-most') expect(add).toEqual([]);
    });
  });

  it('leaves nothing attached that may never be, and so does what is called compliant', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const decision = decideOn(world);
        if (decision.status !== 'drifted' && decision.status !== 'compliant') return;
        const { never = [] } = must(world.policy.rules.find(({ name }) => name === decision.rule));
        const after = decision.status === 'drifted' ? decision.after : world.live.attached;
        const forbidden = forbiddenGroups(never, world.live);
        expect(after.filter((id) => forbidden.includes(id))).toEqual([]);
      }),
    );
  });

  it('lists groups sorted, each once', () => {
    onDrift(({ add, remove, keep, after }) => {
      for (const ids of [add, remove, keep, after]) expect(ids).toEqual(groupSet(ids));
    });
  });
});

describe('order', () => {
  const shuffledTags = <Value>(tags: ReadonlyMap<string, Value>, shuffle: Shuffle) => new Map(shuffle(tags));
  const shuffledCondition = <Value>(condition: TagCondition<Value>, shuffle: Shuffle): TagCondition<Value> =>
    condition.any ? condition : { any: false, oneOf: shuffle(condition.oneOf) };
  const shuffledConditions = <Value>(tags: ReadonlyMap<string, TagCondition<Value>>, shuffle: Shuffle) =>
    new Map(shuffle(tags).map(([key, condition]) => [key, shuffledCondition(condition, shuffle)]));
  const shuffledSelector = (selector: Selector, shuffle: Shuffle): Selector =>
    selector.by === 'tags'
      ? { ...selector, tags: shuffle(selector.tags).map(([key, say]) => [key, shuffledCondition(say, shuffle)]) }
      : selector;
  const shuffledRule = (rule: Rule, shuffle: Shuffle): Rule => ({
    ...rule,
    when: {
      ...rule.when,
      tags: shuffledConditions(rule.when.tags, shuffle),
      unless: shuffledConditions(rule.when.unless, shuffle),
    },
    securityGroups: shuffle(rule.securityGroups.map((selector) => shuffledSelector(selector, shuffle))),
    never: shuffle((rule.never ?? []).map((selector) => shuffledSelector(selector, shuffle))),
  });

  it('of groups and tags, as AWS lists them, changes nothing', () => {
    fc.assert(
      fc.property(worlds, shuffles, (world, shuffle) => {
        const { attached, usable, fileSystem } = world.live;
        const shuffled = withLive(world, {
          attached: shuffle([...attached, ...attached]),
          usable: shuffle(usable.map((each) => ({ ...each, tags: shuffledTags(each.tags, shuffle) }))),
          fileSystem: { ...fileSystem, tags: shuffledTags(fileSystem.tags, shuffle) },
        });
        expect(decideOn(shuffled)).toEqual(decideOn(world));
      }),
    );
  });

  it('of selectors, keys and values within a rule changes nothing but the order of reasons', () => {
    fc.assert(
      fc.property(worlds, shuffles, (world, shuffle) => {
        const rules = world.policy.rules.map((rule) => shuffledRule(rule, shuffle));
        expect(gist(decideOn(withPolicy(world, { rules })))).toEqual(gist(decideOn(world)));
      }),
    );
  });
});

describe('a rule', () => {
  it('governs alone: those after it, and those before it that do not match, change nothing', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { policy, live } = world;
        const first = policy.rules.filter((rule) => matches(rule.when, live)).slice(0, 1);
        expect(governingRule(policy, live)).toBe(first[0]);
        expect(decideOn(withPolicy(world, { rules: first }))).toEqual(decideOn(world));
      }),
    );
  });

  it('changes in its mode what may be done, never what is found', () => {
    fc.assert(
      fc.property(worlds, fc.constantFrom('audit', 'enforce'), (world, mode) => {
        const decision = decideOn(world);
        const rules = world.policy.rules.map((rule) => ({ ...rule, mode }));
        const expected = decision.status === 'drifted' ? { ...decision, mode } : decision;
        expect(decideOn(withPolicy(world, { rules }))).toEqual(expected);
      }),
    );
  });

  it('is refused for every selector that does not resolve, and wants all that the others find', () => {
    fc.assert(
      fc.property(worlds, ({ policy, live }) => {
        for (const { securityGroups } of policy.rules) {
          const alone = securityGroups.map((selector) => resolveGroups([selector], live));
          const reasons = alone.flatMap((resolution) => resolution.reasons);
          const desired = groupSet(alone.flatMap((resolution) => resolution.desired));
          expect(resolveGroups(securityGroups, live)).toEqual({ desired, reasons });
        }
      }),
    );
  });

  it('that refuses gives every reason of every selector', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const decision = decideOn(world);
        const rule = governingRule(world.policy, world.live);
        const { reasons } = resolveGroups(rule?.securityGroups ?? [], world.live);
        if (decision.status === 'refused') expect(decision.reasons).toEqual(expect.arrayContaining([...reasons]));
        else if ('rule' in decision) expect(reasons).toEqual([]);
      }),
    );
  });
});

describe('what does not concern a rule', () => {
  it('a group that no selector can name: changes nothing', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const usable = [...world.live.usable, group(99, { name: 'unrelated', tags: { unrelated: 'prod' } })];
        expect(decideOn(withLive(world, { usable }))).toEqual(decideOn(world));
      }),
    );
  });

  it('a tag that no rule speaks of: changes nothing', () => {
    fc.assert(
      fc.property(worlds, fc.string(), (world, value) => {
        const tagged = (tags: Tags): Tags => new Map([...tags, ['unrelated', value]]);
        const { fileSystem, usable } = world.live;
        const change = {
          fileSystem: { ...fileSystem, tags: tagged(fileSystem.tags) },
          usable: usable.map((each) => ({ ...each, tags: tagged(each.tags) })),
        };
        expect(decideOn(withLive(world, change))).toEqual(decideOn(world));
      }),
    );
  });
});

describe('a tag of the file system', () => {
  it('never selects more than the groups that carry its very text, whatever it is', () => {
    const value = fc.oneof(fc.constantFrom('*', `\${team}`, '.*', '%', 'prod|*'), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(worlds, value, ({ live }, text) => {
        const fileSystem = { ...live.fileSystem, tags: new Map([['access', text]]) };
        const exact = group(9, { name: `nfs-${text}`, tags: { access: text } });
        const world = {
          ...live,
          fileSystem,
          usable: [...live.usable.filter(({ name }) => name !== exact.name), exact],
        };
        expect(resolveGroups([byName('nfs-', ref('access'))], world).desired).toEqual([exact.id]);
        expect(resolveGroups([byTags({ access: oneOf([ref('access')]) })], world).desired).toEqual([exact.id]);
      }),
    );
  });

  it('has no meaning in its key: called otherwise everywhere, it leads to the same decision', () => {
    const renamed = (key: string): string => (key === '__proto__' ? 'plain' : key);
    const keysOf = <Value>(map: ReadonlyMap<string, Value>) =>
      new Map([...map].map(([key, value]) => [renamed(key), value]));
    const template = (parts: Template): Template =>
      parts.map((part) => (typeof part === 'object' && 'tag' in part ? ref(renamed(part.tag)) : part));
    const condition = (say: TagCondition<Template>): TagCondition<Template> =>
      say.any ? say : { any: false, oneOf: say.oneOf.map(template) };
    const selector = (say: Selector): Selector => {
      if (say.by === 'id') return say;
      if (say.by === 'name') return { ...say, name: template(say.name) };
      const keyOf = (key: Template) => template(key).map((part) => (typeof part === 'string' ? renamed(part) : part));
      return { ...say, tags: say.tags.map(([key, value]) => [keyOf(key), condition(value)]) };
    };
    fc.assert(
      fc.property(worlds, (world) => {
        const { fileSystem, usable } = world.live;
        const rules = world.policy.rules.map((rule) => ({
          ...rule,
          when: { ...rule.when, tags: keysOf(rule.when.tags), unless: keysOf(rule.when.unless) },
          securityGroups: rule.securityGroups.map(selector),
          never: (rule.never ?? []).map(selector),
        }));
        const change = {
          fileSystem: { ...fileSystem, tags: keysOf(fileSystem.tags) },
          usable: usable.map((each) => ({ ...each, tags: keysOf(each.tags) })),
        };
        expect(gist(decideOn(withPolicy(withLive(world, change), { rules })))).toEqual(gist(decideOn(world)));
      }),
    );
  });
});

describe('an exemption', () => {
  it('holds to the last millisecond before it expires, and from then on is as if it were not there', () => {
    fc.assert(
      fc.property(worlds, fc.constantFrom('fileSystem', 'mountTarget'), fc.integer(), (world, covered, expiresAt) => {
        const dated = exemption({ covers: world.live[covered].id, expiresAt });
        const under = (exemptions: Policy['exemptions'], now: number) =>
          decideOn({ ...withPolicy(world, { exemptions }), now });
        const before = under([dated], expiresAt - 1);
        expect(before).toEqual(before.status === 'gone' ? before : { status: 'exempt', exemption: dated });
        expect(under([dated], expiresAt)).toEqual(under([], expiresAt));
      }),
    );
  });
});

it('leaves what it is given as it was', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const copy = structuredClone(world);
      decideOn(world);
      expect(world).toEqual(copy);
    }),
  );
});
