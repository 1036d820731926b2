import type { DayOnRecord } from '../../engine/ports/record/day.ts';
import { percent } from './kind.ts';
import type { Report } from './report.ts';

const DAY_MS = 86_400_000;

/** A day of all places together, and how many of them were swept. */
export interface DayOfAll extends DayOnRecord {
  readonly places: number;
}

const sum = (days: readonly DayOnRecord[], of: (day: DayOnRecord) => number): number =>
  days.reduce((total, day) => total + of(day), 0);

/** Every day of the period, ascending; undefined where no place has counts of it. */
export const daysOfAll = ({
  period,
  places,
}: Pick<Report, 'period' | 'places'>): readonly { readonly day: string; readonly found: DayOfAll | undefined }[] => {
  const byDay = Map.groupBy(
    places.flatMap(({ days }) => days),
    ({ day }) => day,
  );
  const from = Date.parse(`${period.from}T00:00:00Z`);
  const length = Math.round((Date.parse(`${period.to}T00:00:00Z`) - from) / DAY_MS) + 1;
  return Array.from({ length }, (_, n) => {
    const day = new Date(from + n * DAY_MS).toISOString().slice(0, 10);
    const its = byDay.get(day);
    const found = its && {
      day,
      places: its.length,
      checked: sum(its, (it) => it.checked),
      compliant: sum(its, (it) => it.compliant),
      drifted: sum(its, (it) => it.drifted),
      refused: sum(its, (it) => it.refused),
      held: sum(its, (it) => it.held),
      unmanaged: sum(its, (it) => it.unmanaged),
      fixed: sum(its, (it) => it.fixed),
    };
    return { day, found };
  });
};

/** The part of the governed mount targets that is compliant, from 0 to 1; undefined where none is governed. */
export const complianceOf = ({ checked, unmanaged, compliant }: DayOnRecord): number | undefined =>
  checked > unmanaged ? compliant / (checked - unmanaged) : undefined;

/** That part in percent, in words where none is governed. */
export const sayCompliance = (day: DayOnRecord): string => {
  const rate = complianceOf(day);
  return rate === undefined ? 'none governed' : percent(rate, 1);
};

/** Whole days from a time to the end of a hold or an exemption; negative once it is over. */
export const daysLeft = (at: string, until: string): number => {
  // An exemption holds to the end of its day.
  const end = /^\d{4}-\d\d-\d\d$/.test(until) ? Date.parse(`${until}T00:00:00Z`) + DAY_MS : Date.parse(until);
  return Math.floor((end - Date.parse(at)) / DAY_MS);
};
