import type { Reason } from '../../core/model/reason.ts';
import type { PlanRow } from '../plan/plan-report.ts';
import type { ReportPlace } from './report.ts';

/** How a report counts a mount target: what is held, and what is not read, are kinds of their own. */
export const kinds = ['drifted', 'refused', 'held', 'unread', 'exempt', 'unmanaged', 'compliant'] as const;

export type Kind = (typeof kinds)[number];

/** What each kind is called. */
export const kindWords: Readonly<Record<Kind | 'open', string>> = {
  compliant: 'Compliant',
  drifted: 'Drifted',
  refused: 'Refused',
  open: 'Open to the world',
  unmanaged: 'Unmanaged',
  exempt: 'Exempt',
  held: 'Held',
  unread: 'Not read',
};

/** The kind of a row. */
export const kindOf = ({ status, reasons }: Pick<PlanRow, 'status' | 'reasons'>): Kind => {
  if (reasons.some(({ code }) => code === 'held')) return 'held';
  return status === 'failed' || status === 'deferred' ? 'unread' : status;
};

/** Whether what is attached lets the world in now: a change that would is refused for it, and has not been made. */
export const isOpenNow = ({ warnings }: Pick<PlanRow, 'warnings'>): boolean => warnings.some(isOpening);

/** Whether a warning is of what is attached. */
export const isOpening = ({ openBy }: Reason): boolean => openBy !== undefined;

/** How many mount targets there are of each kind, and how many are open to the world, of whatever kind. */
export type Numbers = Readonly<Record<Kind | 'open' | 'all', number>>;

/** Counts mount targets. */
export const numbersIn = (rows: readonly PlanRow[]): Numbers => {
  const counts = { ...(Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>), open: 0, all: 0 };
  for (const row of rows) {
    counts[kindOf(row)] += 1;
    counts.all += 1;
    if (isOpenNow(row)) counts.open += 1;
  }
  return counts;
};

/** Counts the mount targets of some places. */
export const numbersOf = (places: readonly ReportPlace[]): Numbers =>
  numbersIn(places.flatMap(({ plan }) => plan.results));

/** How many of those that were counted a rule governs. */
export const governedOf = ({ all, unmanaged, exempt }: Numbers): number => all - unmanaged - exempt;

/** A part of a whole in percent, with a digit behind the point unless it is all or nothing; never rounded up to 100. */
export const percent = (part: number, whole: number): string => {
  if (whole === 0) return 'none';
  const exact = (part / whole) * 100;
  return exact === 100 || exact === 0 ? `${exact} %` : `${Math.min(99.9, Math.max(0.1, exact)).toFixed(1)} %`;
};
