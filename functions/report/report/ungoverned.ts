import type { PlanRow } from '../plan/plan-report.ts';
import type { Report, ReportPlace } from './report.ts';

/** A file system that no rule governs. */
export interface Ungoverned {
  readonly place: ReportPlace;
  readonly rows: readonly [PlanRow, ...PlanRow[]];
  /** How near the nearest rule is, in a sentence; null where the policy has no rule. */
  readonly nearest: string | null;
}

/** The file systems that no rule governs, each once. */
export const ungoverned = ({ places }: Pick<Report, 'places'>): readonly Ungoverned[] =>
  places.flatMap((place) => {
    const rows = place.plan.results.filter(({ status }) => status === 'unmanaged');
    return [...Map.groupBy(rows, ({ fileSystem }) => fileSystem.id).values()].flatMap(([row, ...more]) => {
      if (!row) return [];
      const said = /Nearest: (.*?)(?: Runbook: |$)/s.exec(row.explanation)?.[1] ?? null;
      return [{ place, rows: [row, ...more] as const, nearest: said }];
    });
  });
