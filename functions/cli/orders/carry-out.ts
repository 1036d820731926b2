import type { Finding } from '../../core/model/finding.ts';
import type { Change } from '../../engine/ports/record/change.ts';
import type { Left } from '../../report/apply/apply-report.ts';
import { barOf } from '../../report/apply/screen.ts';
import type { HistoryChange } from '../../report/history/history-report.ts';
import { outcomeLine } from '../../report/history/screen.ts';
import { inCommands } from '../../report/in-commands.ts';
import type { PlanRow } from '../../report/plan/plan-report.ts';
import { clock } from '../../runtime/time.ts';
import type { Cli } from '../cli.ts';
import type { Planned } from '../plan/make-plan.ts';
import { ledgerOf } from '../session/deployment.ts';
import { UsageError } from '../usage-error.ts';
import type { Functions } from './deployed.ts';
import { follow, sayGoesOn } from './follow.ts';
import { changeOfFinding, namesInPlan } from './of-plan.ts';
import type { PlanOperand } from './plan-operand.ts';
import { named, ownTimeZone } from './read-history.ts';

/** Mount targets of a plan for which nothing is on record. */
export const leftOf = (rows: readonly PlanRow[], changes: readonly HistoryChange[]): readonly Left[] =>
  rows
    .filter(({ mountTarget: { id } }) => !changes.some((it) => it.mountTarget.id === id))
    .map(({ mountTarget: { id, zone }, fileSystem: { name } }) => ({ mountTargetId: id ?? '', name, zone }));

/** What an order is about, and where its lines go. */
export interface Work {
  readonly cli: Cli;
  readonly functions: Functions;
  readonly planned: Planned;
  readonly rows: readonly PlanRow[];
  readonly reason: string;
  /** A line of the answer as it comes. */
  readonly say: (line: string) => Promise<void>;
}

/** Orders single mount targets, which the function changes before it answers. */
export const fixIds = async ({ cli, functions, rows, planned, reason, say }: Work, despite: readonly string[]) => {
  const { remediate, by } = functions;
  const ids = rows.map(({ mountTarget: { id } }) => id);
  const { results } = (await remediate({
    fix: ids,
    ...(despite.length > 0 && { despite }),
    by,
    reason,
  })) as { readonly results: readonly Finding[] };
  const names = namesInPlan(planned.report.results);
  const changes = results.map((finding) => changeOfFinding(finding, names, { by, reason }, clock.now()));
  for (const [index, change] of changes.entries()) {
    await say(outcomeLine(change, ownTimeZone(), cli.look));
    if (change.status !== 'fixed') cli.tell(`    ${inCommands(results[index]?.explanation ?? '')}`);
  }
  return changes;
};

/** Confirms a plan; says what differs where that is not what would be written. */
export const confirm = async (work: Work, operand: PlanOperand): Promise<void> => {
  const { functions, planned, reason } = work;
  const answer = (await functions.sweep({ confirm: planned.report.fingerprint, by: functions.by, reason })) as {
    readonly notConfirmed?: string;
    readonly policyVersion: string;
  };
  if (answer.notConfirmed === undefined) return;
  if (answer.policyVersion !== planned.report.policy.version)
    throw new UsageError(
      `the deployment has the policy ${answer.policyVersion.slice(0, 8)}, and this plan is by ${planned.report.policy.version.slice(0, 8)} (${planned.report.policy.uri}); nothing was written: leave out --policy, or deploy it first`,
    );
  const read = operand.kind === 'whole' ? operand.read : undefined;
  throw new UsageError(
    `nothing was written: ${inCommands(answer.notConfirmed)}${read ? '' : '; the account changed while the question stood'}`,
  );
};

/** Follows a plan that was confirmed. */
export const followPlan = async (
  { cli, functions, rows, planned, say }: Work,
  since: number,
): Promise<readonly HistoryChange[]> => {
  const { deployment, session } = functions;
  const plan = planned.report.fingerprint ?? '';
  cli.sayWhenStopped(sayGoesOn(plan));
  const names = namesInPlan(planned.report.results);
  const done: HistoryChange[] = [];
  await follow({
    ledger: ledgerOf(deployment, session),
    clients: session.clients,
    workQueue: deployment.workQueue,
    since,
    plan,
    expected: new Set(rows.map(({ mountTarget: { id } }) => id ?? '')),
    stop: cli.host.stop,
    onLook: async (fresh: readonly Change[]) => {
      for (const change of named(names, fresh)) {
        done.push(change);
        await say(outcomeLine(change, ownTimeZone(), cli.look));
      }
      cli.progress(barOf(rows.length, done, leftOf(rows, done)[0]));
    },
  });
  return done;
};
