import type { PlaceOnRecord } from '../engine/ports/coverage.ts';
import type { OrganizationPorts, Telling } from '../engine/ports/organization-run.ts';
import { isSweptIn, type Missed, missedIn } from './this-run.ts';

/** How a run over all places ended. */
export interface RunReport {
  readonly run: string;
  readonly places: number;
  readonly swept: number;
  /** Mount targets that were looked at. */
  readonly checked: number;
  readonly changes: number;
  readonly queued: number;
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
  /** What ended the run early. */
  readonly failure?: string;
}

/** Step Functions takes an answer of at most 256 KiB. */
const mostNamed = 500;

const hourMs = 3_600_000;

const total = (places: readonly PlaceOnRecord[], of: 'checked' | 'changes' | 'queued'): number =>
  places.reduce((all, { swept }) => all + (swept?.[of] ?? 0), 0);

const counted = (pairs: readonly (readonly [string, number])[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const [key, count] of pairs) counts.set(key, (counts.get(key) ?? 0) + count);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

/** Whether no sweep has seen all of a place for so many hours; a place that none has seen yet is. */
const isOverdue =
  (now: number, hours: number) =>
  ({ swept }: PlaceOnRecord): boolean =>
    swept === undefined || now - swept.at > hours * hourMs;

/** Tells how a run ended: names every place that it did not sweep, and why, and publishes the figures that alarms read. */
export const report = async (
  { coverage, clock }: OrganizationPorts,
  telling: Telling,
  { run, withheld, failure }: { readonly run: string; readonly withheld: readonly string[]; readonly failure?: string },
  overdueHours: number,
): Promise<RunReport> => {
  const { places, unreadable } = await coverage.listCoverage();
  const swept = places.filter(isSweptIn(run));
  const missed = missedIn(run, places);
  const overdue = places.filter(isOverdue(clock.now(), overdueHours));
  for (const place of missed) telling.warn('place not swept', { run, ...place });
  for (const message of unreadable ?? []) telling.warn('place on record not readable', { run, message });
  const told: RunReport = {
    run,
    places: places.length,
    swept: swept.length,
    checked: total(swept, 'checked'),
    changes: total(swept, 'changes'),
    queued: total(swept, 'queued'),
    summary: counted(swept.flatMap((place) => Object.entries(place.swept?.summary ?? {}))),
    overdue: overdue.length,
    notSweptBy: counted(missed.map(({ code }) => [code, 1])),
    notSwept: missed.slice(0, mostNamed),
    ...(missed.length > mostNamed && { omitted: missed.length - mostNamed }),
    withheld,
    ...(unreadable && { unreadable: unreadable.slice(0, mostNamed) }),
    ...(failure !== undefined && { failure }),
  };
  const { notSwept: _, unreadable: __, ...summary } = told;
  telling.info('organization swept', summary);
  const gauges = counted(places.flatMap((place) => Object.entries(place.gauges ?? {})));
  for (const [name, value] of Object.entries(gauges)) telling.gauge(name, value);
  telling.gauge('Places', told.places);
  telling.gauge('PlacesNotSwept', missed.length);
  telling.gauge('PlacesOverdue', overdue.length + (unreadable?.length ?? 0));
  telling.gauge('Withheld', withheld.length > 0 && told.changes > 0 ? 1 : 0);
  if (failure === undefined) telling.gauge('Swept', 1);
  return told;
};
