import { InvalidArgumentError } from 'commander';
import type { Preview } from '../../engine/sweep/preview.ts';
import { changeOf } from '../../report/plan/blocks.ts';
import type { PlanRow } from '../../report/plan/plan-report.ts';
import type { Shift, Simulation } from '../../report/simulate/simulation.ts';
import { rowsOf } from '../plan/rows.ts';
import type { PolicyRead } from '../session/policy-chosen.ts';

/** What ends a simulation with 1. */
export type FailOn = readonly {
  readonly on: 'open' | 'cut-off' | 'refused' | 'ungoverned' | 'more-than';
  readonly limit: number;
}[];

/** Reads `open,cut-off,more-than=25`. */
export const readFailOn = (text: string): FailOn =>
  text.split(',').map((word) => {
    const [, on, limit] = /^(open|cut-off|refused|ungoverned)$|^more-than=(\d+)$/.exec(word.trim()) ?? [];
    if (on !== undefined) return { on: on as 'open', limit: 0 };
    if (limit !== undefined) return { on: 'more-than', limit: Number(limit) };
    throw new InvalidArgumentError(`"${word}" is none of open, cut-off, refused, ungoverned, more-than=N.`);
  });

/** One policy, and what a sweep would do under it. */
export interface Side {
  readonly read: PolicyRead;
  readonly preview: Preview;
}

const has = ({ reasons, warnings }: PlanRow, code: string): boolean =>
  [...reasons, ...warnings].some((it) => it.code === code);

const shiftOf = (before: PlanRow, after: PlanRow): Shift | undefined => {
  const newly = (code: string): boolean => has(after, code) && !has(before, code);
  const shift: Shift = {
    fileSystem: after.fileSystem,
    mountTarget: after.mountTarget,
    from: { status: before.status, rule: before.rule?.name ?? null },
    to: { status: after.status, rule: after.rule?.name ?? null },
    reasons: after.reasons,
    add: after.add,
    remove: after.remove,
    newlyOpen: newly('nfs-open-to-world'),
    newlyCutOff: newly('nfs-cut-off'),
  };
  const isSame =
    before.status === after.status &&
    before.rule?.name === after.rule?.name &&
    changeOf(before) === changeOf(after) &&
    !shift.newlyOpen &&
    !shift.newlyCutOff;
  return isSame ? undefined : shift;
};

const failuresOf = (failOn: FailOn, { toChange, ...counts }: Simulation['summary']): readonly string[] => {
  const found = {
    open: counts.newlyOpen,
    'cut-off': counts.newlyCutOff,
    refused: counts.refused,
    ungoverned: counts.noLongerGoverned,
    'more-than': toChange,
  };
  return failOn
    .filter(({ on, limit }) => found[on] > limit)
    .map(({ on, limit }) =>
      on === 'more-than' ? `${toChange} would change, more than ${limit}` : `${found[on]} by --fail-on ${on}`,
    );
};

/** What a change from one policy to another means; `isWanted` says which mount targets are asked about. */
export const compare = (
  before: Side,
  after: Side,
  about: Pick<Simulation, 'mountguard' | 'account' | 'region' | 'at' | 'snapshot'>,
  failOn: FailOn,
  isWanted: (row: PlanRow) => boolean,
): Simulation => {
  const rows = ({ preview, read }: Side): readonly PlanRow[] => rowsOf(preview.surveyed, read, false);
  const old = new Map(rows(before).map((row) => [row.mountTarget.id ?? row.fileSystem.id, row]));
  const now = rows(after).filter(isWanted);
  const results = now.flatMap((row): readonly Shift[] => {
    const its = old.get(row.mountTarget.id ?? row.fileSystem.id);
    const shift = its && shiftOf(its, row);
    return shift ? [shift] : [];
  });
  const policyOf = ({ read: { uri, policy } }: Side) => ({ uri, version: policy.version, mode: policy.mode });
  const asked = new Set(now.map(({ mountTarget }) => mountTarget.id));
  const summary = {
    mountTargets: now.length,
    shifted: results.length,
    toChange: after.preview.plan.changes.filter(({ mountTargetId }) => asked.has(mountTargetId)).length,
    allowed: after.preview.plan.allowed,
    refused: now.filter(({ status }) => status === 'refused').length,
    newlyOpen: results.filter(({ newlyOpen }) => newlyOpen).length,
    newlyCutOff: results.filter(({ newlyCutOff }) => newlyCutOff).length,
    noLongerGoverned: results.filter(({ from, to }) => from.rule !== null && to.status === 'unmanaged').length,
  };
  return {
    version: 1,
    ...about,
    old: policyOf(before),
    new: policyOf(after),
    summary,
    failures: failuresOf(failOn, summary),
    warnings: after.preview.warnings,
    results,
  };
};
