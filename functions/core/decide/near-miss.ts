import type { LiveState } from '../model/live-state.ts';
import type { Condition, Pattern, Policy, Rule, TagCondition, Tags, Wildcard } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import { fold, isAlike, isNearKey } from './alike.ts';
import { type Governed, meets } from './governing-rule.ts';
import { fits } from './wildcards.ts';
import { writePattern } from './write-pattern.ts';

/** One part of a condition that does not hold: how far from holding it is, and what a person reads of it. */
interface Miss {
  readonly distance: number;
  readonly say: () => string;
}

const NEAR = 1;
const EXCLUDED = 2;
const ELSEWHERE = 3;
const ANOTHER = 20;
const DIFFERENT = 3;
const MISSING = 4;

/** Parts of a condition, and values of a list, that a message names. */
const mostNamed = 2;

/** Rules that are compared: a sweep may ask this of thousands of mount targets. */
const mostCompared = 2_000;

const someOf = (all: readonly string[]): string =>
  [...all.slice(0, mostNamed), ...(all.length > mostNamed ? [`${all.length - mostNamed} more`] : [])].join(' or ');

const written = (pattern: Pattern): string => printable(writePattern(pattern));

const required = (key: string, condition: TagCondition<Pattern>): string =>
  `${printable(key)}=${condition.any ? '*' : someOf(condition.oneOf.map(written))}`;

const has = (key: string, value: string): string => `the file system has ${printable(key)}=${printable(value)}`;

/** What a person cannot see of two texts that are told beside each other. */
const hint = (a: string, b: string): string =>
  a !== b && a.normalize('NFKC') === b.normalize('NFKC')
    ? ', which looks the same but is written with other Unicode characters'
    : '';

const folded = (part: string | Wildcard) => (typeof part === 'string' ? fold(part) : part);

/** The miss of a tag whose condition does not hold. */
const tagMiss = (key: string, condition: TagCondition<Pattern>, tags: Tags): Miss => {
  const say = (what: string) => () => `requires ${required(key, condition)}; ${what}`;
  const values = condition.any ? [] : condition.oneOf;
  const listed = values.filter((it) => typeof it === 'string');
  const patterns = values.filter((it) => typeof it !== 'string');
  const value = tags.get(key);
  if (value === undefined) {
    const alike = [...tags].find(([other]) => isNearKey(other, key));
    if (alike) return { distance: NEAR, say: say(has(...alike) + hint(key, alike[0])) };
    return { distance: MISSING, say: say(`the file system has no tag ${printable(key)}`) };
  }
  const twin = listed.find((it) => isAlike(it, value));
  const isNear = twin !== undefined || patterns.some((it) => fits(it.map(folded), fold(value)));
  return { distance: isNear ? NEAR : DIFFERENT, say: say(has(key, value) + hint(twin ?? value, value)) };
};

/** What of a condition does not hold, part by part. */
function* missesOf(when: Condition, { mountTarget, fileSystem }: Governed): Generator<Miss> {
  const places = [
    { what: 'VPC', verb: 'is in', listed: when.vpcs, is: mountTarget.vpcId, distance: ELSEWHERE },
    {
      what: 'file system',
      verb: 'belongs to',
      listed: when.fileSystems,
      is: mountTarget.fileSystemId,
      distance: ANOTHER,
    },
    {
      what: 'availability zone',
      verb: 'is in',
      listed: when.availabilityZones,
      is: mountTarget.availabilityZone,
      distance: ELSEWHERE,
    },
  ];
  for (const { what, verb, listed = [], is, distance } of places)
    if (listed.length > 0 && is !== undefined && !(listed as readonly string[]).includes(is))
      yield {
        distance,
        say: () => `covers only the ${what} ${someOf(listed)}; this mount target ${verb} ${is}`,
      };
  for (const [key, condition] of when.tags)
    if (!meets(condition, fileSystem.tags.get(key))) yield tagMiss(key, condition, fileSystem.tags);
  for (const [key, condition] of when.unless) {
    const value = fileSystem.tags.get(key);
    if (value !== undefined && meets(condition, value))
      yield { distance: EXCLUDED, say: () => `excludes ${required(key, condition)}; ${has(key, value)}` };
  }
}

interface Nearest {
  readonly rule: Rule;
  readonly misses: readonly Miss[];
  readonly distance: number;
}

/** The rule, of the first 2,000, that comes nearest to governing a mount target that none governs; the first of several as near. */
const nearest = (policy: Policy, governed: Governed): Nearest | undefined => {
  let best: Nearest | undefined;
  for (const rule of policy.rules.slice(0, mostCompared)) {
    const misses: Miss[] = [];
    let distance = 0;
    for (const miss of missesOf(rule.when, governed)) {
      misses.push(miss);
      distance += miss.distance;
      if (best && distance >= best.distance) break;
    }
    if (best === undefined || distance < best.distance) best = { rule, misses, distance };
  }
  return best;
};

/** The rule that comes nearest to governing a mount target that none governs, and what of it does not hold; undefined when the policy has no rule. */
export const nearMiss = (policy: Policy, live: LiveState): string | undefined => {
  const near = nearest(policy, live);
  if (!near) return undefined;
  const said = near.misses.slice(0, mostNamed).map(({ say }) => say());
  const more = near.misses.length - said.length;
  const rest = more > 0 ? `, and ${more} more of its conditions do not hold` : '';
  return `rule ${printable(near.rule.name)} ${said.join('. It also ')}${rest}`;
};
