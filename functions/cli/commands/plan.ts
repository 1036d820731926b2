import { addUp, stoppedBy, tooMuchTogether } from '../../core/brakes/too-much-together.ts';
import { atMost } from '../../engine/async/at-most.ts';
import { together } from '../../engine/async/together.ts';
import { planRenderers } from '../../report/plan/formats.ts';
import type { PlanReport, PlanRow } from '../../report/plan/plan-report.ts';
import { bodyOf, headOf, type Showing } from '../../report/plan/screen.ts';
import { count } from '../../report/say.ts';
import type { Cli } from '../cli.ts';
import type { CommandModule } from '../command-module.ts';
import { type ExitCode, exitCodes, worst } from '../exit-codes.ts';
import { outputsOf } from '../outputs.ts';
import { isFiltered, isWanted } from '../plan/filter.ts';
import { groundOf, makePlan, summaryOf } from '../plan/make-plan.ts';
import { withCauses } from '../plan/who.ts';
import { orUnread } from '../session/or-unread.ts';
import type { Session } from '../session/session.ts';
import { atOnce, sessionsOf } from '../session/sessions.ts';

type Flags = {
  readonly detailedExitcode?: true;
  readonly summary?: true;
  readonly all?: true;
  readonly who?: true;
};

/** What a plan means for a script. */
const codeOf = ({ summary }: PlanReport): ExitCode => {
  if (summary.drifted > 0) return exitCodes.drift;
  return summary.refused + summary.failed + summary.deferred > 0 ? exitCodes.person : exitCodes.done;
};

/** What was asked for of a report: rows that are compliant only with `--all`, and by their own filter. */
const told = ({ globals }: Cli, report: PlanReport, all: boolean): PlanReport => {
  const asked = report.results.filter(isWanted(globals));
  const isTold = ({ status, warnings }: PlanRow): boolean =>
    all || globals.status.length > 0 || status !== 'compliant' || warnings.length > 0;
  return {
    ...report,
    ...(isFiltered(globals) && { summary: summaryOf(asked), fingerprint: null }),
    results: asked.filter(isTold),
  };
};

/** Says the calls and times, where that is asked for. */
const sayCalls = (cli: Cli, { region, calls, seconds }: PlanReport): void => {
  const each = Object.entries(calls).map(([name, n]) => (n > 1 ? `${name} x${n}` : name));
  cli.detail(`${region}: ${seconds} s; ${each.join(', ')}`);
};

/** Says what the plans of a whole organisation come to, and whether one of its runs would write that. */
const sayTogether = ({ globals, tell }: Cli, [session]: readonly Session[], reports: readonly PlanReport[]): void => {
  const organization = session?.hub?.policy.policy.organization;
  if (!organization || isFiltered(globals) || globals.account.length + globals.region.length > 0) return;
  const plans = reports.map(({ budget: { changes, allowed }, stopped: by }) => {
    const codes = by.map(({ code }) => code);
    const stopped = stoppedBy(changes > allowed ? [...codes, 'over-budget'] : codes);
    return { changes, ...(stopped && { stopped }) };
  });
  const { together } = addUp(plans);
  const { places, drifted, changes } = together;
  tell(`All together: ${count(changes, 'change')} in ${drifted} of ${count(places, 'place')}.`);
  for (const reason of tooMuchTogether(organization, together)) tell(`A run writes nothing then: ${reason}`);
};

export const plan: CommandModule<Flags> = {
  define: (command) =>
    command
      .argument('[id...]', 'file systems and mount targets; all of the Region when none is named')
      .option('--detailed-exitcode', 'end with 2 for drift, 3 when something else needs a person')
      .option('--summary', 'only the counts')
      .option('--all', 'every block, also what is compliant')
      .option('--who', 'ask CloudTrail who made the changes that are shown: at most 20 calls, 2 a second'),
  examples: [
    ['plan', 'what is not as the policy says'],
    ['plan --region all --summary', 'the counts of every Region'],
    ['plan --organization --role-name auditor --summary', 'of every account and Region that a hub looks after'],
    ['plan --out plan.json --detailed-exitcode', 'for a pipeline: 2 is drift, 3 needs a person'],
  ],
  run: async (cli, ids, flags) => {
    const showing: Showing = {
      all: flags.all === true || ids.length > 0,
      summary: flags.summary === true,
      filtered: isFiltered(cli.globals) || ids.length > 0,
      who: flags.who === true,
    };
    const outputs = outputsOf(cli, planRenderers(showing));
    const { isScreen } = outputs;
    const sessions = await sessionsOf(cli);
    // The head of a single plan is shown as soon as it is known, while the rest is read.
    const isEarly = isScreen && sessions.length === 1 && ids.length === 0;
    const planOf = async (session: Session): Promise<PlanReport> => {
      const ground = await groundOf(cli, session);
      if (isEarly) await cli.answer(headOf(ground.head, cli.look));
      const { report } = await makePlan(cli, ground, ids);
      sayCalls(cli, report);
      const its = told(cli, report, showing.all);
      return flags.who ? withCauses(cli, session, its) : its;
    };
    const limited = atMost(atOnce);
    const isOne = sessions.length === 1;
    const all = await together(
      sessions.map((session) => limited(() => orUnread(session, isOne, () => planOf(session)))),
    );
    const reports = all.filter((it) => 'summary' in it);
    const unread = all.filter((it) => 'why' in it);
    const [only] = reports;
    if (isEarly && only) {
      await cli.answer(bodyOf(only, cli.look, showing));
      await outputs.writeFiles(reports);
    } else await outputs.write(reports);
    for (const { account, region, why } of unread) cli.tell(`not read: account ${account}, ${region}: ${why}`);
    sayTogether(cli, sessions, reports);
    if (unread.length > 0) return exitCodes.error;
    return flags.detailedExitcode ? worst(reports.map(codeOf)) : exitCodes.done;
  },
};
