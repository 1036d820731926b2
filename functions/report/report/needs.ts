import { type Reason, sayCause, sayReasons } from '../../core/model/reason.ts';
import type { Way } from '../explain/explanation.ts';
import { dayToCome, waysOf } from '../explain/ways.ts';
import { grouped, type Some } from '../grouped.ts';
import { inCommands } from '../in-commands.ts';
import { changeOf } from '../plan/blocks.ts';
import type { PlanRow } from '../plan/plan-report.ts';
import { count } from '../say.ts';
import { isOpening, kindOf } from './kind.ts';
import { reasonTitle, runbookOf } from './reasons.ts';
import type { Report, ReportPlace } from './report.ts';

/** Mount targets of one file system about which the same is to be said. */
export interface NeedBlock {
  readonly place: ReportPlace;
  readonly rows: Some<PlanRow>;
  /** What is the matter, as told of the first of them. */
  readonly text: string;
  /** Who would lose access, apart from that; null where it is about something else. */
  readonly losers: string | null;
  /** What a person can do about the first of them, the mildest first. */
  readonly ways: readonly Way[];
}

/** What needs a person, for one reason. */
export interface Need {
  /** A reason code, or one of a report's own: `would-open`, `audit`, `not-deployed`. */
  readonly code: string;
  readonly title: string;
  readonly runbook: string | null;
  readonly mountTargets: number;
  readonly blocks: readonly NeedBlock[];
}

const ownTitles: Readonly<Record<string, string>> = {
  'would-open': 'A fix would open NFS to the world',
  audit: 'Drift that is only reported',
  'not-deployed': 'Drift, and no deployment that puts it right',
};

/** Why drift is not put right by the next sweep. */
const waiting = ['over-budget', 'unconfirmed', 'paused', 'not-deployed', 'audit'];

/** Whether a code is about drift that is only waited with. */
export const isWaiting = (code: string): boolean => waiting.includes(code);

/** In which order reasons are told: what is dangerous first, what only waits last. */
const first = ['nfs-open-to-world', 'clients-refused', 'nfs-cut-off', 'would-open', 'flapping'];
const last = [...waiting, 'held', 'reverted', 'lifecycle-state'];

const rank = ({ code }: Need): number =>
  first.includes(code) ? first.indexOf(code) - first.length : last.includes(code) ? 1 + last.indexOf(code) : 0;

/** Why drift of a place is not put right by the next sweep. */
const waitingFor = ({ plan }: ReportPlace, { mode }: PlanRow): Matter | undefined => {
  if (mode === 'audit') return { code: 'audit', text: 'The policy reports it, and changes nothing.' };
  if ('none' in plan.stack)
    return { code: 'not-deployed', text: 'No deployment was found here that could put it right.' };
  const [stopped] = plan.stopped;
  if (stopped) return { code: stopped.code, text: `${sayReasons(plan.stopped)}.` };
  const { changes, allowed } = plan.budget;
  if (changes <= allowed) return undefined;
  const text = `${count(changes, 'mount target')} would change here, and a sweep may change ${allowed}: plan ${plan.fingerprint ?? 'not known'}.`;
  return { code: 'over-budget', text };
};

/** The ways out of what holds a whole Region back, in place of those of one mount target. */
const waysFor = (code: string, { plan }: ReportPlace, ways: readonly Way[]): readonly Way[] => {
  const confirm = { what: 'read and confirm it', how: `mountguard apply ${plan.fingerprint ?? 'FINGERPRINT'}` };
  const own: Readonly<Record<string, readonly Way[]>> = {
    'over-budget': [confirm],
    unconfirmed: [confirm],
    paused: [{ what: 'end the pause', how: 'mountguard resume' }],
    'not-deployed': [{ what: 'have it put right', how: 'deploy mountguard, or change the groups by hand' }],
  };
  return own[code] ?? ways;
};

/** Something about a row that needs a person. */
interface Matter {
  readonly code: string;
  readonly text: string;
  readonly losers?: string;
}

/** Who loses access stands apart from why that counts; what to do about it stands among the ways out. */
const matterOf = (reason: Reason): Matter => ({
  code: reason.code,
  text: reason.loss ? (reason.because ?? '') : sayCause(reason),
  ...(reason.loss && { losers: reason.loss.who }),
});

/** Everything about a row that needs a person. */
const needsOf = (place: ReportPlace, row: PlanRow): readonly Matter[] => {
  const open = row.warnings.filter(isOpening).slice(0, 1).map(matterOf);
  const shutOut = row.warnings
    .filter(({ code }) => code === 'clients-refused')
    .slice(0, 1)
    .map(matterOf);
  const waits = kindOf(row) === 'drifted' ? [waitingFor(place, row)].filter((it) => it !== undefined) : [];
  const stopped = row.reasons.map((reason) => ({
    ...matterOf(reason),
    code: reason.code === 'nfs-open-to-world' ? 'would-open' : reason.code,
  }));
  return [...open, ...shutOut, ...stopped, ...waits];
};

/** What needs a person, by reason. What the next sweep puts right does not. */
export const needs = ({ places, at }: Pick<Report, 'places' | 'at'>): readonly Need[] => {
  const day = dayToCome(at);
  const all = places.flatMap((place) =>
    place.plan.results.flatMap((row) => needsOf(place, row).map((it) => ({ ...it, place, row }))),
  );
  const sameness = ({ place: { plan }, row, text }: (typeof all)[number]): string =>
    JSON.stringify([
      plan.account,
      plan.region,
      row.fileSystem.id,
      changeOf(row),
      row.mountTarget.id === null ? text : text.replaceAll(row.mountTarget.id, ''),
    ]);
  return [...Map.groupBy(all, ({ code }) => code)]
    .map(([code, its]): Need => {
      const blocks = grouped(its, sameness).map(([one, ...others]): NeedBlock => {
        const { place, row, text, losers = null } = one;
        const id = row.mountTarget.id ?? row.fileSystem.id ?? 'ID';
        const ways = waysFor(code, place, waysOf({ row, id, policyUri: place.plan.policy.uri, day }));
        return { place, rows: [row, ...others.map((it) => it.row)], text: inCommands(text), losers, ways };
      });
      const own = ownTitles[code];
      return {
        code,
        title: own ?? reasonTitle(code),
        runbook: code === 'would-open' ? runbookOf('nfs-open-to-world') : own ? null : runbookOf(code),
        mountTargets: its.length,
        blocks,
      };
    })
    .toSorted((a, b) => rank(a) - rank(b) || b.mountTargets - a.mountTargets);
};
