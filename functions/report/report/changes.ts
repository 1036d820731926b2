import type { HistoryChange } from '../history/history-report.ts';
import type { Report, ReportPlace } from './report.ts';

/** A change with where it was made. */
export interface Placed {
  readonly place: ReportPlace;
  readonly change: HistoryChange;
}

/** The changes of all places, the newest first. */
export const changesOf = ({ places }: Pick<Report, 'places'>): readonly Placed[] =>
  places
    .flatMap((place) => place.changes.map((change) => ({ place, change })))
    .toSorted((a, b) => (a.change.at < b.change.at ? 1 : -1));
