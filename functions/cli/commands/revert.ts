import { awsReader } from '../../aws/read/reader.ts';
import type { Finding } from '../../core/model/finding.ts';
import { without } from '../../core/model/group-set.ts';
import { inCommands } from '../../report/in-commands.ts';
import { isUndone, type RevertReport, revertRenderers, revertRows } from '../../report/revert/screen.ts';
import { count } from '../../report/say.ts';
import { sayUntil } from '../../report/say-until.ts';
import { clock } from '../../runtime/time.ts';
import type { Cli } from '../cli.ts';
import type { CommandModule } from '../command-module.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { confirmCount } from '../orders/confirm-count.ts';
import { type Functions, functionsOf } from '../orders/deployed.ts';
import { namesOf } from '../orders/names.ts';
import { endTime, reasonOf } from '../orders/times.ts';
import { whichChanges } from '../orders/which-changes.ts';
import { outputsOf } from '../outputs.ts';
import { ledgerOf } from '../session/deployment.ts';

type Flags = {
  readonly change?: string;
  readonly plan?: string;
  readonly since?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly dryRun?: true;
  readonly evenIfPaused?: true;
  readonly max?: string;
};

const codeOf = ({ results }: RevertReport): ExitCode => {
  if (results.some(({ status }) => status === 'failed')) return exitCodes.error;
  return results.every(isUndone) ? exitCodes.done : exitCodes.person;
};

const present = <T>(it: T | null): readonly T[] => (it === null ? [] : [it]);

/** What the function answered, with names. */
const reportOf = async (
  cli: Cli,
  { session }: Functions,
  findings: readonly Finding[],
  { until, dryRun }: Pick<RevertReport, 'until' | 'dryRun'>,
): Promise<RevertReport> => {
  const systems = new Set(findings.flatMap(({ fileSystemId }) => present(fileSystemId)));
  const groups = new Set(findings.flatMap(({ before, after }) => [...before, ...after]));
  const names = await namesOf(cli, session.clients, systems, groups);
  const results = findings.map(({ fileSystemId, mountTargetId, before, after, status, reasons, explanation }) => ({
    fileSystem: { id: fileSystemId, name: names.fileSystem(fileSystemId) },
    mountTarget: { id: mountTargetId, zone: names.zone(mountTargetId) },
    add: without(after, before).map(names.group),
    remove: without(before, after).map(names.group),
    status,
    reasons,
    explanation: inCommands(explanation),
  }));
  return { version: 1, account: session.account, region: session.region, dryRun, until, results };
};

export const revert: CommandModule<Flags> = {
  define: (command) =>
    command
      .argument('[id...]', 'mount targets and file systems: their last change, or all since --since')
      .option('--change <id>', 'this change; the first eight characters do')
      .option('--plan <fingerprint>', 'all changes of this plan')
      .option('--since <when>', 'all changes since then: 30m, 2h ago; 02:00 by the clock here; or a time')
      .option('--until <when>', 'how long they stay unchanged (12h, 3d), the last day (2026-12-31) or a time; required')
      .option('--reason <text>', 'why, for the record; required')
      .option('--dry-run', 'show what would be restored, and write nothing')
      .option('--even-if-paused', 'also while a pause stops every write')
      .option('--max <n>', 'stop when there are more changes than this'),
  examples: [
    ['revert --since 1h --until 7d --reason "INC-7"', 'put back what was done in the last hour'],
    ['revert --change 81c07ba8 --until 7d --reason "INC-7"', 'one change of the history'],
    ['revert --plan 70211f7fda31 --until 7d --reason "INC-7" --dry-run', 'what undoing a plan would do'],
  ],
  run: async (cli, ids, flags) => {
    const outputs = outputsOf(cli, revertRenderers);
    const { isScreen } = outputs;
    const now = clock.now();
    const [until, reason] = [endTime('--until', flags.until, now), reasonOf(flags.reason)];
    const functions = await functionsOf(cli);
    const { session, deployment, remediate, by } = functions;
    const which = await whichChanges({ ids, ...flags }, ledgerOf(deployment, session), awsReader(session.clients), now);
    const order = { ...which, until, by, reason, ...(flags.evenIfPaused && { despite: ['paused'] }) };
    const ask = async (dryRun: boolean): Promise<RevertReport> => {
      const { results } = (await remediate({ ...order, ...(dryRun && { dryRun }) })) as {
        readonly results: readonly Finding[];
      };
      return reportOf(cli, functions, results, { until, dryRun });
    };
    const preview = await ask(true);
    const toDo = preview.results.filter(isUndone).length;
    if (flags.dryRun || toDo === 0) {
      await outputs.write(preview);
      return flags.dryRun ? exitCodes.done : codeOf(preview);
    }
    if (isScreen && !cli.globals.yes)
      await cli.answer(`${revertRows(preview, cli.look)}\nRestored, they are held until ${sayUntil(until)}.\n`);
    const doing = {
      changes: toDo,
      what: `restore ${count(toDo, 'mount target')}`,
      through: deployment.remediateFunction,
    };
    await confirmCount(cli, functions, doing, flags.max);
    const done = await ask(false);
    await outputs.write(done);
    return codeOf(done);
  },
};
