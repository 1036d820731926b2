import type { Match } from '../../core/model/policy.ts';
import type { GroupSpec } from './group-spec.ts';
import type { Example, Sample } from './sample.ts';
import { requiring, satisfies, type When } from './when.ts';

/** A rule that may be proposed. */
export interface Learned {
  readonly when: When;
  readonly specs: readonly GroupSpec[];
  readonly match: Extract<Match, 'exactly' | 'at-least'>;
}

/** Ways to name groups that are combined. */
const mostSpecs = 20;

/** Whether an example is as a rule says, whose condition it satisfies. */
export const isMet = ({ specs, match }: Learned, { finds, all }: Example): boolean => {
  let found = 0;
  for (const { text } of specs) {
    const bits = finds.get(text);
    if (bits === undefined) return false;
    found |= bits;
  }
  return match === 'at-least' || found === all;
};

/** The ways that find only attached groups in enough of the examples, the best first. */
const reliable = (members: readonly Example[], specs: Sample['specs'], least: number): readonly GroupSpec[] => {
  const counts = new Map<string, number>();
  for (const { finds } of members) for (const text of finds.keys()) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= least)
    .flatMap(([text, count]) => {
      const spec = specs.get(text);
      return spec ? [{ spec, count }] : [];
    })
    .sort((a, b) => a.spec.rank - b.spec.rank || b.count - a.count || (a.spec.text < b.spec.text ? -1 : 1))
    .slice(0, mostSpecs)
    .map(({ spec }) => spec);
};

const bitsIn = (bits: number): number => bits.toString(2).replaceAll('0', '').length;

/** Takes ways, as long as they find more of what is attached; the first of several that find as much. */
const combined = (members: readonly Example[], ways: readonly GroupSpec[]): readonly GroupSpec[] => {
  const chosen: GroupSpec[] = [];
  const covered = new Map<Example, number>();
  for (;;) {
    let best: { readonly spec: GroupSpec; readonly more: number } | undefined;
    for (const spec of ways) {
      let more = 0;
      for (const it of members) more += bitsIn((it.finds.get(spec.text) ?? 0) & ~(covered.get(it) ?? 0));
      if (more > (best?.more ?? 0)) best = { spec, more };
    }
    if (best === undefined) return chosen;
    chosen.push(best.spec);
    for (const it of members) covered.set(it, (covered.get(it) ?? 0) | (it.finds.get(best.spec.text) ?? 0));
  }
};

/** The condition with the value of a tag where all have the same and nothing refers to it. */
const narrowed = (when: When, members: readonly Example[], referred: readonly string[]): When => ({
  ...when,
  tags: when.tags.map(([key, value]) => {
    if (value !== null || referred.includes(key)) return [key, value];
    const values = new Set(members.map(({ live }) => live.fileSystem.tags.get(key) ?? null));
    return [key, values.size === 1 ? ([...values][0] ?? null) : null];
  }),
});

/** Learns the rules that enough of the examples with a condition meet: one that asks for just their groups, and one that asks for some. */
export const learnRule = (
  examples: readonly Example[],
  specs: Sample['specs'],
  when: When,
  minPurity: number,
): readonly Learned[] => {
  const members = examples.filter(({ live }) => satisfies(live, when));
  if (members.length === 0) return [];
  // A fixed value of a tag says the same as a reference to it.
  const fixed = new Set(when.tags.flatMap(([key, value]) => (value === null ? [] : [key])));
  const ways = reliable(members, specs, members.length * minPurity).filter(
    ({ keys }) => !keys.some((key) => fixed.has(key)),
  );
  const taken = combined(members, ways);
  if (taken.length === 0) return [];
  const isPure = (learned: Learned): boolean => {
    const governed = members.filter(({ live }) => satisfies(live, learned.when));
    return governed.filter((it) => isMet(learned, it)).length >= governed.length * minPurity;
  };
  // Fewer of them may be pure where all together are not.
  const parts = taken.map((_, index) => taken.slice(0, taken.length - index));
  return (['exactly', 'at-least'] as const).flatMap((match) => {
    const whole = (its: readonly GroupSpec[]): Learned => {
      const keys = its.flatMap((it) => it.keys);
      return { when: requiring(narrowed(when, members, keys), keys), specs: its, match };
    };
    return parts.map(whole).find(isPure) ?? [];
  });
};
