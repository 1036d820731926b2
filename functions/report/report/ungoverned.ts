import { grouped, type Some } from '../grouped.ts';
import type { PlanRow } from '../plan/plan-report.ts';
import type { Report, ReportPlace } from './report.ts';

/** A file system that no rule governs. */
export interface Ungoverned {
  readonly place: ReportPlace;
  readonly rows: Some<PlanRow>;
}

/** The file systems that no rule governs, each once. */
export const ungoverned = ({ places }: Pick<Report, 'places'>): readonly Ungoverned[] =>
  places.flatMap((place) => {
    const rows = place.plan.results.filter(({ status }) => status === 'unmanaged');
    return grouped(rows, ({ fileSystem }) => fileSystem.id).map((its) => ({ place, rows: its }));
  });
