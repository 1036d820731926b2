import type { Finding } from '../../core/model/finding.ts';
import { without } from '../../core/model/group-set.ts';
import type { Signed } from '../../core/model/request.ts';
import type { HistoryChange } from '../../report/history/history-report.ts';
import type { PlanRow } from '../../report/plan/plan-report.ts';
import { type Names, namesBy } from './names.ts';

/** The names and zones in the rows of a plan, beside those of groups. */
export const namesBeside = (groups: ReadonlyMap<string, string | null>, rows: readonly PlanRow[]): Names =>
  namesBy(
    groups,
    new Map(rows.map(({ fileSystem: { id, name } }) => [id, name])),
    new Map(rows.map(({ mountTarget: { id, zone } }) => [id, zone])),
  );

/** The names that a plan has found. */
export const namesInPlan = (rows: readonly PlanRow[]): Names => {
  const groups = rows.flatMap(({ attached, add, remove, desired }) => [
    ...attached,
    ...add,
    ...remove,
    ...(desired ?? []),
  ]);
  return namesBeside(new Map(groups.map(({ id, name }) => [id, name])), rows);
};

/** What a function answered about one mount target, in the form in which the record tells changes. */
export const changeOfFinding = (
  { mountTargetId, fileSystemId, before, after, status, reasons, rule }: Finding,
  names: Names,
  ordered: Signed,
  now: number,
): HistoryChange => ({
  at: new Date(now).toISOString(),
  changeId: '',
  fileSystem: { id: fileSystemId ?? '', name: names.fileSystem(fileSystemId) },
  mountTarget: { id: mountTargetId ?? '', zone: names.zone(mountTargetId) },
  add: without(after, before).map(names.group),
  remove: without(before, after).map(names.group),
  keep: before.filter((id) => after.includes(id)).map(names.group),
  cause: 'fix',
  rule: rule ?? '',
  actor: null,
  ordered,
  plan: null,
  undoes: null,
  status,
  reasons,
  seconds: 0,
});
