import type { Pattern, Wildcard } from '../model/policy.ts';

type Run = readonly (string | Wildcard)[];

/** Stands in no tag and no name. In a text it is a run that `*` takes in and `?` does not: so patterns are compared. */
export const ANY_RUN = '\0';

/** Where a run without stars ends in a text when it begins there; -1 when it does not fit. */
const endOf = (run: Run, text: string, start: number): number => {
  let end = start;
  for (const part of run) {
    if (typeof part === 'string') {
      if (!text.startsWith(part, end)) return -1;
      end += part.length;
    } else {
      const character = text.codePointAt(end);
      if (character === undefined || text[end] === ANY_RUN) return -1;
      end += character > 0xffff ? 2 : 1;
    }
  }
  return end;
};

const isStar = (part: string | Wildcard): boolean => typeof part !== 'string' && part.wild === '*';

/** How long a text is at least that a part takes in. */
export const shortest = (part: string | Wildcard): number =>
  typeof part === 'string' ? part.length : isStar(part) ? 0 : 1;

/** What stands between the stars of a pattern. */
const runsOf = (parts: Run): readonly Run[] => {
  const runs: (string | Wildcard)[][] = [[]];
  for (const part of parts)
    if (isStar(part)) runs.push([]);
    else runs.at(-1)?.push(part);
  return runs;
};

/** The end of a run where it first fits from a place on, and ends as `isEnd` says; -1 when it does nowhere. */
const firstEnd = (run: Run, text: string, from: number, isEnd: (end: number) => boolean): number => {
  for (let start = from; start <= text.length; start += 1) {
    const end = endOf(run, text, start);
    if (end !== -1 && isEnd(end)) return end;
  }
  return -1;
};

/** Whether a text is what a pattern says, in at most as many steps as both are long, multiplied. */
export const fits = (pattern: Pattern, text: string): boolean => {
  if (typeof pattern === 'string') return text === pattern;
  if (pattern.reduce((sum, part) => sum + shortest(part), 0) > text.length) return false;
  const [first = [], ...others] = runsOf(pattern);
  let end = endOf(first, text, 0);
  for (const [index, run] of others.entries()) {
    if (end === -1) return false;
    const isLast = index === others.length - 1;
    end = firstEnd(run, text, end, (at) => !isLast || at === text.length);
  }
  return end === text.length;
};
