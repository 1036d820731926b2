import { grouped, type Some } from '../grouped.ts';
import type { PlanRow } from '../plan/plan-report.ts';
import { nearestIn } from '../say.ts';
import type { Report, ReportPlace } from './report.ts';

/** A file system that no rule governs. */
export interface Ungoverned {
  readonly place: ReportPlace;
  readonly rows: Some<PlanRow>;
  /** How near the nearest rule is, in a sentence; null where the policy has no rule. */
  readonly nearest: string | null;
}

/** The file systems that no rule governs, each once. */
export const ungoverned = ({ places }: Pick<Report, 'places'>): readonly Ungoverned[] =>
  places.flatMap((place) => {
    const rows = place.plan.results.filter(({ status }) => status === 'unmanaged');
    return grouped(rows, ({ fileSystem }) => fileSystem.id).map((its) => {
      const said = nearestIn(its[0].explanation)?.slice('Nearest: '.length).split(' Runbook: ')[0];
      return { place, rows: its, nearest: said ?? null };
    });
  });
