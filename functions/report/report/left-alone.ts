import { daysLeft } from './days.ts';
import type { Named, Report, ReportPlace } from './report.ts';

/** What is left unchanged for a time: by the policy, or because a person holds it. */
export interface LeftAlone extends Named {
  readonly place: ReportPlace;
  readonly is: 'exempt' | 'held';
  readonly by: string;
  readonly reason: string;
  readonly until: string;
  /** Whole days; negative once it is over. */
  readonly days: number;
}

/** Exemptions and holds, those that end first first. */
export const leftAlone = ({ places, at }: Pick<Report, 'places' | 'at'>): readonly LeftAlone[] =>
  places
    .flatMap((place) => [
      ...place.exemptions.map((it) => ({ ...it, place, is: 'exempt' as const, by: 'the policy' })),
      ...place.holds.map((it) => ({ ...it, place, is: 'held' as const })),
    ])
    .map((it) => ({ ...it, days: daysLeft(at, it.until) }))
    .toSorted((a, b) => a.days - b.days);
