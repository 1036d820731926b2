import { grouped, type Some } from '../grouped.ts';
import type { NamedGroup, PlanRow } from './plan-report.ts';
import { statuses } from './status.ts';

/** Mount targets of one file system for which a plan says the same. */
export interface Block {
  readonly rows: Some<PlanRow>;
  readonly isOpen: boolean;
}

const ids = (groups: readonly NamedGroup[]): string => groups.map(({ id }) => id).join();

/** What a change is, whatever it is made to. */
export const changeOf = ({ add, remove }: PlanRow): string => `${ids(add)}|${ids(remove)}`;

export const isOpenToWorld = ({ warnings, reasons }: PlanRow): boolean =>
  [...warnings, ...reasons].some(({ code }) => code === 'nfs-open-to-world');

const sameness = (row: PlanRow): string =>
  JSON.stringify([
    row.fileSystem.id,
    row.status,
    row.rule?.name,
    changeOf(row),
    ids(row.keep),
    [...row.reasons, ...row.warnings].map(({ code, text }) =>
      row.mountTarget.id ? [code, text.replaceAll(row.mountTarget.id, '')] : code,
    ),
  ]);

const rank = ({ rows: [{ status }], isOpen }: Block): number => (isOpen ? -1 : statuses.indexOf(status));

const nameOf = ({ rows: [{ fileSystem }] }: Block): string => fileSystem.name ?? fileSystem.id ?? '';

/** Rows as blocks: open to the world first, then by status, then by the names of the file systems. */
export const blocksOf = (rows: readonly PlanRow[]): readonly Block[] =>
  grouped(rows, sameness)
    .map((same): Block => ({ rows: same, isOpen: isOpenToWorld(same[0]) }))
    .toSorted((a, b) => rank(a) - rank(b) || (nameOf(a) < nameOf(b) ? -1 : 1));
