import { readFileSync } from 'node:fs';
import type { Played } from './play.ts';
import type { History } from './right.ts';
import { isPolicyChange, leftOut, type Verdict, verdictOf } from './verdict.ts';

/** What is asked of the verdicts in one history: at most so many false refusals of drifts and of changes of the policy. */
interface Bar {
  readonly history: History;
  readonly kind: 'drifts of groups' | 'changes of the policy' | 'all';
  readonly falseRefusals: number;
}

const bars: readonly Bar[] = [
  { history: 'known', kind: 'drifts of groups', falseRefusals: 4 },
  { history: 'known', kind: 'changes of the policy', falseRefusals: 7 },
  { history: 'flow logs', kind: 'all', falseRefusals: 4 },
  { history: 'first', kind: 'all', falseRefusals: 65 },
];

/** What the first edition did wrong, by network and drift: a letter for each history, in the order of `histories`. */
const firstEdition: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync(new URL('first-edition.json', import.meta.url), 'utf8'),
);
const histories: readonly History[] = ['known', 'flow logs', 'first'];
const letters: Readonly<Record<string, Verdict>> = { F: 'false refusal', D: 'dangerous write' };

/** How the first edition was judged in a case; undefined where it was right. */
const before = ({ network, drift, history }: Played): Verdict | undefined =>
  letters[firstEdition[network.id]?.[drift]?.[histories.indexOf(history)] ?? ''];

/** What was played of one row of the table, and how it was judged. */
interface Row extends Bar {
  readonly cases: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly calls: string;
  /** False refusals and dangerous writes of the first edition. */
  readonly before: string;
}

const isOf = ({ history, kind }: Bar, played: Played): boolean =>
  played.history === history && (kind === 'all' || isPolicyChange(played) === (kind === 'changes of the policy'));

const callsOf = (cases: readonly Played[]): string =>
  (['aws', 'dynamodb', 'logs'] as const)
    .map((service) => {
      const each = cases.map(({ calls }) => calls[service]);
      const mean = each.reduce((sum, calls) => sum + calls, 0) / Math.max(1, each.length);
      return `${mean.toFixed(1)} / ${Math.max(0, ...each)}`;
    })
    .join(' | ');

const rowOf = (bar: Bar, all: readonly Played[]): Row => {
  const cases = all.filter((played) => isOf(bar, played));
  const count = (verdict: Verdict) => cases.filter((played) => verdictOf(played) === verdict).length;
  return {
    ...bar,
    cases: cases.length,
    counts: {
      'right fix': count('right fix'),
      'right refusal': count('right refusal'),
      compliant: count('compliant'),
      'false refusal': count('false refusal'),
      'dangerous write': count('dangerous write'),
      other: count('other'),
    },
    calls: callsOf(cases),
    before: (['false refusal', 'dangerous write'] as const)
      .map((verdict) => cases.filter((played) => before(played) === verdict).length)
      .join(' and '),
  };
};

const head = [
  '| history | of | cases | right | false refusals | dangerous writes | other | both in the first edition | EFS + EC2 calls, mean / most | DynamoDB | logs |',
  '|---|---|---|---|---|---|---|---|---|---|---|',
];

const line = ({ history, kind, cases, counts, falseRefusals, calls, ...row }: Row): string => {
  const right = counts['right fix'] + counts['right refusal'] + counts.compliant;
  const refusals = `${counts['false refusal']} (at most ${falseRefusals})`;
  return `| ${history} | ${kind} | ${cases} | ${right} | ${refusals} | ${counts['dangerous write']} | ${counts.other} | ${row.before} | ${calls} |`;
};

/** The table of a run, as figures.md has it. */
export const tableOf = (all: readonly Played[]): string =>
  [
    ...head,
    ...bars
      .map((bar) => rowOf(bar, all))
      .filter(({ cases }) => cases > 0)
      .map(line),
  ].join('\n');

/** Which verdicts of the first edition are others now, the most frequent first. */
export const changesOf = (all: readonly Played[]): string => {
  const changes = all.flatMap((played) => {
    const [then, now] = [before(played) ?? 'right', verdictOf(played)];
    const isRight = now !== 'false refusal' && now !== 'dangerous write';
    return then === (isRight ? 'right' : now) ? [] : [`${then} → ${now}: ${played.drift}`];
  });
  return [...Map.groupBy(changes, String)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([change, cases]) => `${String(cases.length).padStart(4)}  ${change}`)
    .join('\n');
};

const nameOf = ({ network, drift, history }: Played): string => `${network.id}, ${drift}, ${history}`;

/** Each way in which a run falls short of what is asked, in sentences. */
export const brokenBars = (all: readonly Played[]): readonly string[] => {
  const of = (verdict: Verdict) => all.filter((played) => verdictOf(played) === verdict);
  const rows = bars.map((bar) => rowOf(bar, all));
  return [
    ...of('dangerous write').map((played) => `dangerous write: ${nameOf(played)}`),
    ...of('other').map(
      (played) => `neither fixed, refused nor compliant: ${nameOf(played)}: ${played.statuses.join()}`,
    ),
    ...rows
      .filter(({ counts, falseRefusals }) => counts['false refusal'] > falseRefusals)
      .map(({ history, kind, counts, falseRefusals }) => {
        return `${counts['false refusal']} false refusals in the history "${history}" (${kind}), at most ${falseRefusals} asked`;
      }),
    ...of('false refusal').flatMap((played) => {
      const missing = played.history === 'first' ? leftOut(played) : undefined;
      return missing === undefined ? [] : [`a refusal does not say ${missing}: ${nameOf(played)}`];
    }),
  ];
};

/** One line on a case: the verdict, who is concerned, and what the function said. */
export const told = (played: Played): string => {
  const who = played.losers.map(({ who }) => who).join(', ');
  return `${verdictOf(played)}: ${nameOf(played)} (right: ${played.right}${who && `, losing: ${who}`}): ${played.says}`;
};

/** A case and how it is judged, as a program reads it. */
export const judged = (played: Played) => ({
  network: played.network.id,
  drift: played.drift,
  history: played.history,
  isPolicyChange: isPolicyChange(played),
  right: played.right,
  verdict: verdictOf(played),
  leftOut: leftOut(played),
});
