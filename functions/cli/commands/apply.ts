import type { ApplyReport, Left } from '../../report/apply/apply-report.ts';
import { applyRenderers } from '../../report/apply/screen.ts';
import { sayStale } from '../../report/apply/stale.ts';
import type { HistoryChange } from '../../report/history/history-report.ts';
import type { PlanRow } from '../../report/plan/plan-report.ts';
import { bodyOf, headOf } from '../../report/plan/screen.ts';
import { count } from '../../report/say.ts';
import { clock } from '../../runtime/time.ts';
import type { CommandModule } from '../command-module.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { confirm, fixIds, followPlan, leftOf, type Work } from '../orders/carry-out.ts';
import { confirmCount } from '../orders/confirm-count.ts';
import { functionsOf } from '../orders/deployed.ts';
import { type PlanOperand, readOperand } from '../orders/plan-operand.ts';
import { reasonOf } from '../orders/times.ts';
import { outputsOf } from '../outputs.ts';
import { groundOf, makePlan, type Planned } from '../plan/make-plan.ts';
import { ledgerOf } from '../session/deployment.ts';
import { UsageError } from '../usage-error.ts';

type Flags = {
  readonly max?: string;
  readonly wait: boolean;
  readonly despite: readonly string[];
  readonly reason?: string;
};

/** On record where a person says nothing. */
const usualReason = 'read and confirmed';

/** What a person may decide against, once. */
const overridable = 'nfs-cut-off';

/** How far the clocks of a function and this machine may differ, in ms. */
const skewMs = 60_000;

const codeOf = ({ changes, left }: ApplyReport): ExitCode => {
  if (changes.some(({ status }) => status === 'failed')) return exitCodes.error;
  return left.length > 0 || changes.some(({ status }) => status !== 'fixed') ? exitCodes.person : exitCodes.done;
};

/** Rows that would be written: those that drifted, and those that are only refused for what the person decided. */
const toWrite = ({ report: { results }, preview }: Planned, despite: readonly string[]): readonly PlanRow[] => {
  const planned = new Set<string | null>(preview.plan.changes.map(({ mountTargetId }) => mountTargetId));
  const isDespite = ({ status, reasons }: PlanRow): boolean =>
    status === 'refused' && reasons.length > 0 && reasons.every(({ code }) => despite.includes(code));
  return results.filter((row) => planned.has(row.mountTarget.id) || isDespite(row));
};

const checkDespite = (despite: readonly string[], operand: PlanOperand): void => {
  const wrong = despite.find((it) => it !== overridable);
  if (wrong !== undefined)
    throw new UsageError(
      `--despite ${wrong} cannot be decided against; only ${overridable} can, and only for mount targets that are named`,
    );
  if (despite.length > 0 && (operand.kind !== 'ids' || operand.ids.some((id) => !id.startsWith('fsmt-'))))
    throw new UsageError('--despite is for single mount targets: name their ids, such as fsmt-0123456789abcdef0');
};

export const apply: CommandModule<Flags> = {
  define: (command) =>
    command
      .argument(
        '[plan]',
        'plan.json of plan --out, the fingerprint of a plan, or ids; what a new plan says when nothing is named',
      )
      .argument('[id...]', 'more mount targets and file systems')
      .option('--max <n>', 'stop when there are more changes than this')
      .option('--no-wait', 'order it and end; do not follow the work', true)
      .option(
        '--despite <reason>',
        `make a change although it is refused: ${overridable}; repeatable`,
        (it: string, all: readonly string[]) => [...all, it],
        [],
      )
      .option('--reason <text>', `why, for the record (default: ${usualReason})`),
  examples: [
    ['apply', 'shows what would be changed, asks, and follows the work'],
    ['apply plan.json --yes --max 25', 'what plan --out plan.json found, in a pipeline'],
    ['apply fsmt-0123456789abcdef0 --despite nfs-cut-off --reason "clients are gone"', 'once, against a refusal'],
  ],
  run: async (cli, words, flags) => {
    const outputs = outputsOf(cli, applyRenderers);
    const { isScreen } = outputs;
    const operand = await readOperand(cli, words);
    checkDespite(flags.despite, operand);
    const reason = flags.despite.length > 0 ? reasonOf(flags.reason) : (flags.reason ?? usualReason);
    const functions = await functionsOf(cli);
    const { session, deployment } = functions;
    const ground = await groundOf(cli, session, { deployment });
    const planned = await makePlan(cli, ground, operand.kind === 'ids' ? operand.ids : []);
    const { report } = planned;
    const rows = toWrite(planned, flags.despite);
    const showing = { all: operand.kind === 'ids', summary: false, filtered: false, who: false, next: false };
    if (isScreen) await cli.answer(`${headOf(report, cli.look, report.lastSweep)}${bodyOf(report, cli.look, showing)}`);
    if (operand.kind === 'whole' && operand.fingerprint !== undefined && operand.fingerprint !== report.fingerprint)
      throw new UsageError(sayStale(operand.read, report));
    const { closed } = await ledgerOf(deployment, session).gate();
    const isClosed = closed !== undefined && operand.kind === 'whole';
    const end = async (
      changes: readonly HistoryChange[],
      waited: boolean,
      left: readonly Left[],
    ): Promise<ExitCode> => {
      const { account, region } = session;
      const plan = operand.kind === 'whole' ? report.fingerprint : null;
      const its: ApplyReport = { version: 1, account, region, plan, ordered: rows.length, waited, changes, left };
      await outputs.write(its);
      return waited ? codeOf(its) : exitCodes.done;
    };
    if (rows.length === 0 && !isClosed) {
      cli.tell(
        report.summary.refused > 0 ? 'Nothing can be changed: what is left is refused.' : 'Nothing is to be changed.',
      );
      if (!isScreen) await end([], true, []);
      return exitCodes.done;
    }
    const through = operand.kind === 'ids' ? deployment.remediateFunction : deployment.sweepFunction;
    const what =
      rows.length === 0 ? 'open the gate, which a plan had closed' : `change ${count(rows.length, 'mount target')}`;
    await confirmCount(cli, functions, { changes: rows.length, what, through }, flags.max);
    const say = async (line: string): Promise<void> => (isScreen ? cli.answer(`${line}\n`) : undefined);
    if (isScreen) await cli.answer('\n');
    const work: Work = { cli, functions, planned, rows, reason, say };
    if (operand.kind === 'ids') return end(await fixIds(work, flags.despite), true, []);
    const since = clock.now() - skewMs;
    await confirm(work, operand);
    if (!flags.wait) return end([], false, []);
    const changes = await followPlan(work, since);
    return end(changes, true, leftOf(rows, changes));
  },
};
