import type { Finding } from '../../core/model/finding.ts';
import { without } from '../../core/model/group-set.ts';
import type { Signed } from '../../core/model/request.ts';
import type { HistoryChange } from '../../report/history/history-report.ts';
import type { PlanRow } from '../../report/plan/plan-report.ts';
import type { Names } from './names.ts';

/** The names that a plan has found. */
export const namesInPlan = (rows: readonly PlanRow[]): Names => {
  const groups = new Map(
    rows.flatMap(({ attached, add, remove, desired }) =>
      [...attached, ...add, ...remove, ...(desired ?? [])].map(({ id, name }) => [id, name]),
    ),
  );
  const fileSystems = new Map(rows.map(({ fileSystem: { id, name } }) => [id, name]));
  const zones = new Map(rows.map(({ mountTarget: { id, zone } }) => [id, zone]));
  return {
    group: (id) => ({ id, name: groups.get(id) ?? null }),
    fileSystem: (id) => fileSystems.get(id) ?? null,
    zone: (id) => zones.get(id) ?? null,
  };
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
