import type { PlanRow } from '../../report/plan/plan-report.ts';
import type { Globals } from '../global-flags.ts';

/** What a person wants to see of a plan. */
export type Filter = Pick<Globals, 'status' | 'fileSystem' | 'rule' | 'vpc' | 'tag'>;

const isAny = (wanted: readonly string[], ...found: readonly (string | null | undefined)[]): boolean =>
  wanted.length === 0 || found.some((it) => it != null && wanted.includes(it));

/** Whether a row is one of those that were asked for. */
export const isWanted =
  ({ status, fileSystem, rule, vpc, tag }: Filter) =>
  (row: PlanRow): boolean =>
    isAny(status, row.status) &&
    isAny(fileSystem, row.fileSystem.id, row.fileSystem.name) &&
    isAny(rule, row.rule?.name) &&
    isAny(vpc, row.mountTarget.vpc) &&
    tag.every(([key, value]) => row.fileSystem.tags[key] === value);

/** Whether anything was asked for at all. */
export const isFiltered = ({ status, fileSystem, rule, vpc, tag }: Filter): boolean =>
  [status, fileSystem, rule, vpc, tag].some(({ length }) => length > 0);
