import type { Wildcard } from '../model/policy.ts';

/** `+` is at least one character. No policy has it: it is what an unknown text stands for. */
type Part = string | Wildcard | { readonly wild: '+' };

/** Stands in no tag and no name. In a text it is a run that `*` takes in and `?` does not: so patterns are compared. */
export const ANY_RUN = '\0';

/** How long a text is at least that a part takes in. */
export const shortest = (part: Part): number => (typeof part === 'string' ? part.length : Number(part.wild === '+'));

/** Where the character at a place ends. */
const past = (text: string, at: number): number => at + (Number(text.codePointAt(at)) > 0xffff ? 2 : 1);

/** Every place in a text from one on. */
const placesFrom = (text: string, from: number): readonly number[] =>
  Array.from({ length: text.length - from + 1 }, (_, n) => from + n);

/** Where a text may go on after a part, if it may be at some places, in order, before it. */
const onward = (part: Part, text: string, places: readonly number[]): readonly number[] => {
  if (typeof part === 'string') return places.filter((at) => text.startsWith(part, at)).map((at) => at + part.length);
  const first = Number(places[0]);
  if (part.wild === '*') return placesFrom(text, first);
  if (part.wild === '+') return placesFrom(text, past(text, first));
  const further = places.filter((at) => at < text.length && text[at] !== ANY_RUN).map((at) => past(text, at));
  return [...new Set([...places, ...further])].sort((a, b) => a - b);
};

/** Whether a text is what a pattern says, in about as many steps as both are long, multiplied. */
export const fits = (pattern: string | readonly Part[], text: string): boolean => {
  if (typeof pattern === 'string') return text === pattern;
  if (pattern.reduce((sum, part) => sum + shortest(part), 0) > text.length) return false;
  const last = pattern.at(-1);
  if (typeof last === 'string' && !text.endsWith(last)) return false;
  let places: readonly number[] = [0];
  for (const part of pattern) {
    places = onward(part, text, places);
    if (places.length === 0) return false;
  }
  return places.at(-1) === text.length;
};
