import fc from 'fast-check';
import type { SecurityGroupId } from '../../functions/core/model/ids.ts';
import type { LiveState, SecurityGroup } from '../../functions/core/model/live-state.ts';
import type {
  Exemption,
  Pattern,
  Policy,
  Rule,
  Selector,
  TagCondition,
  Tags,
  Template,
} from '../../functions/core/model/policy.ts';
import { exemption, fs, mt, one, policy, rule, self, sg, star, vpc } from './builders.ts';

/** Everything that a decision depends on. */
export interface World {
  readonly live: LiveState;
  readonly policy: Policy;
  readonly now: number;
}

// Few enough keys, values and groups that rules, file systems and groups often meet; some of them made to be mistaken.
const keys = ['environment', 'team', '__proto__', 'constructor'];
const values = ['prod', 'staging', '*', ''];
const zones = ['eu-west-1a', 'eu-west-1b'];
const other = '222222222222';
const groups = [1, 2, 3, 4, 5, 6, 7].map(sg);

const key = fc.constantFrom(...keys);
const value = fc.constantFrom(...values);

/** The first alternative most of the time, so that decisions get past it. */
const mostly = <A, B>(usual: fc.Arbitrary<A>, rare: fc.Arbitrary<B>): fc.Arbitrary<A | B> =>
  fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: rare, weight: 1 });

const mapOf = <Value>(arb: fc.Arbitrary<Value>, size: { minLength?: number; maxLength?: number }) =>
  fc
    .uniqueArray(fc.tuple(key, arb), { selector: ([name]) => name, ...size })
    .map((all): ReadonlyMap<string, Value> => new Map(all));

const tags: fc.Arbitrary<Tags> = mapOf(mostly(fc.constantFrom('prod', 'staging', '*'), fc.constant('')), {
  minLength: 2,
});

const conditionOn = <Value>(arb: fc.Arbitrary<Value>): fc.Arbitrary<TagCondition<Value>> =>
  fc.oneof(
    fc.constant({ any: true } as const),
    fc.array(arb, { minLength: 1, maxLength: 3 }).map((oneOf) => ({ any: false, oneOf }) as const),
  );

const reference = key.map((tag) => ({ tag }));

const pattern: fc.Arbitrary<Pattern> = mostly(
  value,
  fc.constantFrom<Pattern>(['prod', star], [one, 'rod'], ['s', star, 'g'], [one], [star, 'o', star]),
);

const template: fc.Arbitrary<Template> = fc.oneof(
  value.map((text) => [text]),
  reference.map((ref) => [ref]),
  reference.map((ref) => ['nfs-', ref]),
  fc.constantFrom<Template>(['nfs', star], ['prod', one], [one, 'rod'], [star, 'rod']),
  reference.map((ref) => ['nfs', one, ref, star]),
);

const groupKey: fc.Arbitrary<Template> = mostly(
  key.map((text) => [text]),
  reference.map((ref) => [ref]),
);

const whose = mostly(
  fc.constant({}),
  fc.constantFrom('self', 'shared', other).map((owner) => ({ owner })),
);

const selector: fc.Arbitrary<Selector> = fc
  .tuple(
    fc.oneof(
      fc.record({ by: fc.constant('id' as const), id: fc.constantFrom(...groups), optional: fc.boolean() }),
      fc.record({ by: fc.constant('name' as const), name: template, optional: fc.boolean() }),
      fc.record({
        by: fc.constant('tags' as const),
        tags: fc.array(fc.tuple(groupKey, conditionOn(template)), { minLength: 1, maxLength: 2 }),
        optional: fc.boolean(),
      }),
    ),
    whose,
  )
  .map(([said, of]) => ({ ...said, ...of }));

const placed = mostly(
  fc.constant({}),
  fc.record(
    {
      vpcs: fc.subarray([vpc(1), vpc(2)], { minLength: 1 }),
      fileSystems: fc.subarray([fs(1), fs(2)], { minLength: 1 }),
      availabilityZones: fc.subarray(zones, { minLength: 1 }),
    },
    { requiredKeys: [] },
  ),
);

const anyRule = (name: string): fc.Arbitrary<Rule> =>
  fc
    .record({
      when: fc
        .tuple(
          fc.record({
            tags: mapOf(conditionOn(pattern), { maxLength: 2 }),
            unless: mostly(
              fc.constant<Rule['when']['unless']>(new Map()),
              mapOf(conditionOn(pattern), { maxLength: 2 }),
            ),
          }),
          placed,
        )
        .map(([tags, places]) => ({ ...tags, ...places })),
      never: mostly(fc.constant([]), fc.array(selector, { minLength: 1, maxLength: 2 })),
      securityGroups: mostly(fc.array(selector, { minLength: 1, maxLength: 3 }), fc.constant([])),
      match: fc.constantFrom('exactly' as const, 'at-least' as const, 'at-most' as const),
      mode: fc.constantFrom('audit' as const, 'enforce' as const),
    })
    .map((say) => rule({ name, ...say }));

const rules = fc
  .tuple(anyRule('first'), anyRule('second'), anyRule('third'))
  .chain((all) => fc.subarray(all, { minLength: 1 }));

const groupNamed = (id: SecurityGroupId): fc.Arbitrary<SecurityGroup> =>
  fc.record({
    id: fc.constant(id),
    name: mostly(fc.constant(`nfs-${id}`), fc.constantFrom('nfs-prod', 'nfs-*', 'prod', '*')),
    owner: mostly(fc.constant(self), fc.constant(other)),
    tags,
  });

const usable: fc.Arbitrary<readonly SecurityGroup[]> = fc
  .subarray(groups, { minLength: 5 })
  .chain((ids) => fc.tuple(...ids.map(groupNamed)));

const anyExemption: fc.Arbitrary<Exemption> = fc
  .record({ covers: fc.constantFrom(fs(1), fs(2), mt(1), mt(2)), expiresAt: fc.integer({ min: 0, max: 20 }) })
  .map((say) => exemption(say));

const anyLive: fc.Arbitrary<LiveState> = fc
  .record({
    lifeCycleState: mostly(fc.constant('available'), fc.constantFrom('creating', 'deleting', 'deleted', 'error')),
    tags,
    attached: fc.array(fc.constantFrom(...groups), { maxLength: 5 }),
    usable,
    zone: mostly(fc.constantFrom(...zones), fc.constant(undefined)),
  })
  .map(({ lifeCycleState, tags, attached, usable, zone }) => ({
    mountTarget: {
      id: mt(1),
      fileSystemId: fs(1),
      vpcId: vpc(1),
      lifeCycleState,
      ...(zone && { availabilityZone: zone }),
    },
    fileSystem: { id: fs(1), owner: self, tags },
    attached,
    usable,
  }));

/** Any live state under any policy of up to three rules, in which all of them are likely to touch each other. */
export const worlds: fc.Arbitrary<World> = fc.record({
  live: anyLive,
  policy: fc
    .tuple(rules, fc.integer({ min: 1, max: 5 }), mostly(fc.constant([]), fc.tuple(anyExemption)))
    .map(([rules, limit, exemptions]) => policy(rules, { limit, exemptions })),
  now: fc.integer({ min: 0, max: 20 }),
});

/** A permutation of lists that depends on nothing but their length and a seed. */
export type Shuffle = <Item>(items: Iterable<Item>) => readonly Item[];

/** Any shuffle. */
export const shuffles: fc.Arbitrary<Shuffle> = fc.array(fc.nat(), { minLength: 12, maxLength: 12 }).map(
  (weights) => (items) =>
    [...items]
      .map((item, index) => ({ item, weight: weights[index % weights.length] ?? 0 }))
      .sort((a, b) => a.weight - b.weight)
      .map(({ item }) => item),
);
