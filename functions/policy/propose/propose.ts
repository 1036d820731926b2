import type { LiveState } from '../../core/model/live-state.ts';
import { isMet, type Learned, learnRule } from './learn-rule.ts';
import { type Example, sampleOf } from './sample.ts';
import { conditionsFor, satisfies } from './when.ts';

/** What is asked of a proposal. */
export interface Asked {
  /** The keys of file systems' tags that rules may go by; all of them where none is named. */
  readonly keys?: readonly string[];
  /** The share of the mount targets under a rule that are to be as it says, from 0 to 1. */
  readonly minPurity: number;
}

/** Tags that rules go by where none are given. */
const mostKeys = 12;

/** Rules of one proposal. */
const mostRules = 40;

/** The keys of tags that most file systems have; a name, and what AWS sets, after those that people set. */
const commonKeys = (lives: readonly LiveState[]): readonly string[] => {
  const fileSystems = new Map(lives.map(({ fileSystem }) => [fileSystem.id, fileSystem.tags]));
  const counts = new Map<string, number>();
  for (const tags of fileSystems.values()) for (const key of tags.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  const isLate = (key: string): number => Number(/^(?:Name$|aws:)/.test(key));
  return [...counts]
    .sort(([a, n], [b, m]) => isLate(a) - isLate(b) || m - n || (a < b ? -1 : 1))
    .slice(0, mostKeys)
    .map(([key]) => key);
};

const governing = (rules: readonly Learned[], { live }: Example): Learned | undefined =>
  rules.find(({ when }) => satisfies(live, when));

/** How well a mount target is looked after by a rule that it meets: groups beside those of the rule may be anything. */
const worth = { exactly: 2, 'at-least': 1 } as const;

/** How well the rules look after each of the examples. */
const worthOf = (rules: readonly Learned[], examples: readonly Example[]): readonly number[] =>
  examples.map((it) => {
    const rule = governing(rules, it);
    return rule !== undefined && isMet(rule, it) ? worth[rule.match] : 0;
  });

const total = (all: readonly number[]): number => all.reduce((sum, it) => sum + it, 0);

/** Whether a list of rules governs with the purity asked for, rule by rule. */
const isPure = (rules: readonly Learned[], examples: readonly Example[], minPurity: number): boolean => {
  const governed = Map.groupBy(examples, (it) => governing(rules, it));
  return rules.every((rule) => {
    const its = governed.get(rule) ?? [];
    return its.filter((it) => isMet(rule, it)).length >= its.length * minPurity;
  });
};

/** Leaves out rules, the last first, without which the rest is still pure and worth so much. */
const needed = (
  rules: readonly Learned[],
  examples: readonly Example[],
  minPurity: number,
  leastWorth: number,
): readonly Learned[] =>
  rules.reduceRight((kept, rule) => {
    const without = kept.filter((it) => it !== rule);
    const isIdle = total(worthOf(without, examples)) >= leastWorth;
    return isIdle && isPure(without, examples, minPurity) ? without : kept;
  }, rules);

/** The share of what rules are worth that fewer of them may cost. */
const priceOfRules = 0.01;

/** Puts one general rule in the place of several special ones, where that costs next to nothing. */
const simplified = (
  rules: readonly Learned[],
  general: readonly Learned[],
  examples: readonly Example[],
  minPurity: number,
): readonly Learned[] => {
  const worth = total(worthOf(rules, examples));
  const tried = general.map((rule) => needed([...rules, rule], examples, minPurity, worth * (1 - priceOfRules)));
  const [shortest] = tried
    .filter((all) => all.length < rules.length - 1 && isPure(all, examples, minPurity))
    .toSorted((a, b) => a.length - b.length);
  return shortest ?? needed(rules, examples, minPurity, worth);
};

/** Rules, and how much better they look after the examples than what there was. */
interface Better {
  readonly rules: readonly Learned[];
  readonly worths: readonly number[];
  readonly gain: number;
}

/** The share of the file systems about which a rule has to say something more exactly, where it says nothing else. */
const leastSharpened = 0.1;

/** Whether a rule is worth having: enough file systems are looked after by it that were not before, or more exactly. */
const isWorthIt = (examples: readonly Example[], before: readonly number[], after: readonly number[]): boolean => {
  const countOf = (isOne: (was: number, is: number) => boolean): number =>
    new Set(examples.flatMap((it, at) => (isOne(before[at] ?? 0, after[at] ?? 0) ? [it.fileSystem] : []))).size;
  const all = new Set(examples.map(({ fileSystem }) => fileSystem)).size;
  return (
    countOf((was, is) => was === 0 && is > 0) >= Math.min(2, all) ||
    countOf((was, is) => was > 0 && is > was) >= all * leastSharpened
  );
};

/**
 * Proposes rules under which as many mount targets as possible are as they should be already: those that look after the most are
 * found first, and what is special is put before what is general.
 */
export const propose = (lives: readonly LiveState[], { keys: named, minPurity }: Asked): readonly Learned[] => {
  const keys = named ?? commonKeys(lives);
  const { examples, specs } = sampleOf(lives, keys);
  const conditions = conditionsFor(examples, keys);
  const learn = (from: readonly Example[]) => conditions.flatMap((when) => learnRule(from, specs, when, minPurity));
  const special = learn(examples);
  let now: Better = { rules: [], worths: worthOf([], examples), gain: 0 };
  while (now.rules.length < mostRules) {
    const { rules, worths } = now;
    const behind = learn(examples.filter((it) => governing(rules, it) === undefined));
    let best: Better | undefined;
    for (const all of [...behind.map((rule) => [...rules, rule]), ...special.map((rule) => [rule, ...rules])]) {
      const its = worthOf(all, examples);
      const gain = total(its) - total(worths);
      if (gain <= (best?.gain ?? 0) || !isWorthIt(examples, worths, its)) continue;
      if (isPure(all, examples, minPurity)) best = { rules: all, worths: its, gain };
    }
    if (best === undefined) break;
    now = best;
  }
  const general = conditions
    .filter(({ tags, vpc }) => vpc === undefined && tags.every(([, value]) => value === null))
    .flatMap((when) => learnRule(examples, specs, when, minPurity / 2));
  return simplified(now.rules, general, examples, minPurity);
};
