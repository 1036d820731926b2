import { addUp } from '../core/brakes/too-much-together.ts';
import type { PlaceDecided, PlaceOnRecord } from '../engine/ports/coverage.ts';
import type { OrganizationPorts, Telling } from '../engine/ports/organization-run.ts';
import { decidedIn, isSweptIn } from '../engine/sweep/in-run.ts';
import { onlyPlans } from './sum.ts';
import { type Missed, missedIn } from './this-run.ts';
import { type ToldEverywhere, toldSecurityHub } from './told-security-hub.ts';

/** How a run over all places ended. */
export interface RunReport {
  readonly run: string;
  readonly places: number;
  readonly swept: number;
  /** Mount targets that were looked at. */
  readonly checked: number;
  readonly changes: number;
  readonly queued: number;
  /** Mount targets with drift that stays, in accounts without the role that writes; the log names the places. No limit counts them. */
  readonly notEnforced: number;
  /** Mount targets by status, all places together. */
  readonly summary: Readonly<Record<string, number>>;
  /** Places that no sweep has seen whole for too long. */
  readonly overdue: number;
  /** How many places were not swept, by reason. */
  readonly notSweptBy: Readonly<Record<string, number>>;
  /** Those places, at most 500: the log names them all. */
  readonly notSwept: readonly Missed[];
  readonly omitted?: number;
  /** Why nothing was put right although there was drift. */
  readonly withheld: readonly string[];
  /** What is on record and cannot be read. */
  readonly unreadable?: readonly string[];
  /** What Security Hub was told; absent where the deployment tells it nothing. */
  readonly securityHub?: ToldEverywhere;
  /** What ended the run early. */
  readonly failure?: string;
}

/** Step Functions takes an answer of at most 256 KiB. */
const mostNamed = 500;

const hourMs = 3_600_000;

const total = (decided: readonly PlaceDecided[], of: 'changes' | 'queued' | 'notEnforced'): number =>
  decided.reduce((all, its) => all + its[of], 0);

const counted = (pairs: readonly (readonly [string, number])[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const [key, count] of pairs) counts.set(key, (counts.get(key) ?? 0) + count);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

/** Whether no sweep has seen all of a place for so many hours, which begin when the organisation has it. */
const isOverdue =
  (now: number, hours: number) =>
  ({ since, swept }: PlaceOnRecord): boolean =>
    now - Math.max(since, swept?.at ?? since) > hours * hourMs;

/** Tells how a run ended: names every place that it did not sweep, and why, and publishes the figures that alarms read. */
export const report = async (
  { coverage, clock }: OrganizationPorts,
  telling: Telling,
  { run, withheld, failure }: { readonly run: string; readonly withheld: readonly string[]; readonly failure?: string },
  overdueHours: number,
): Promise<RunReport> => {
  const { places, unreadable } = await coverage.listCoverage();
  const swept = places.filter(isSweptIn(run));
  const decided = places.flatMap((place) => {
    const { account, name, region } = place;
    const its = decidedIn(run)(place);
    return its ? [{ account, name, region, ...its }] : [];
  });
  const missed = missedIn(run, places);
  const overdue = places.filter(isOverdue(clock.now(), overdueHours));
  for (const place of missed) telling.warn('place not swept', { run, ...place });
  for (const { account, name, region, notEnforced } of decided)
    if (notEnforced > 0)
      telling.warn('drift stays: no role mountguard-write', { run, account, name, region, mountTargets: notEnforced });
  for (const message of unreadable ?? []) telling.warn('place on record not readable', { run, message });
  const told: RunReport = {
    run,
    places: places.length,
    swept: swept.length,
    checked: swept.reduce((all, its) => all + (its.swept?.checked ?? 0), 0),
    changes: total(decided, 'changes'),
    queued: total(decided, 'queued'),
    notEnforced: total(decided, 'notEnforced'),
    summary: counted(swept.flatMap((place) => Object.entries(place.swept?.summary ?? {}))),
    overdue: overdue.length,
    notSweptBy: counted(missed.map(({ code }) => [code, 1])),
    notSwept: missed.slice(0, mostNamed),
    ...(missed.length > mostNamed && { omitted: missed.length - mostNamed }),
    withheld,
    ...(unreadable && { unreadable: unreadable.slice(0, mostNamed) }),
    ...toldSecurityHub(swept),
    ...(failure !== undefined && { failure }),
  };
  const { notSwept: _, unreadable: __, ...summary } = told;
  telling.info('organization swept', summary);
  const gauges = counted(places.flatMap((place) => Object.entries(place.gauges ?? {})));
  for (const [name, value] of Object.entries(gauges)) telling.gauge(name, value);
  telling.gauge('Places', told.places);
  telling.gauge('PlacesNotSwept', missed.length);
  telling.gauge('PlacesOverdue', overdue.length + (unreadable?.length ?? 0));
  // A person who asks for a plan alone needs no alarm.
  const isWithheld = withheld.some((reason) => reason !== onlyPlans) && addUp(decided).together.drifted > 0;
  telling.gauge('Withheld', isWithheld ? 1 : 0);
  if (failure === undefined) telling.gauge('Swept', 1);
  return told;
};
