import { barOf } from '../../report/apply/screen.ts';
import type { Renderers } from '../../report/formats.ts';
import type { HistoryChange } from '../../report/history/history-report.ts';
import { outcomeLine } from '../../report/history/screen.ts';
import { clock } from '../../runtime/time.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { deploymentOf } from '../orders/deployed.ts';
import { follow, sayGoesOn } from '../orders/follow.ts';
import { checkFingerprint } from '../orders/plan-operand.ts';
import { namedChanges, ownTimeZone } from '../orders/read-history.ts';
import { pastTime } from '../orders/times.ts';
import { outputsOf } from '../outputs.ts';
import { ledgerOf } from '../session/deployment.ts';
import { oneSession } from '../session/one-session.ts';

type Flags = { readonly plan?: string; readonly since?: string; readonly json?: true };

/** One change at a time: the forms that can be written as it goes on. */
const renderers: Renderers<HistoryChange> = {
  screen: (change, look) => `${outcomeLine(change, ownTimeZone(), look)}\n`,
  jsonl: (change) => `${JSON.stringify(change)}\n`,
};

/** What is shown of a plan that began before it is watched. */
const usualSince = '1h';

export const watch: CommandModule<Flags> = {
  define: (command) =>
    command
      .option('--plan <fingerprint>', 'only this plan; ends when its work has ended')
      .option('--since <when>', `begin with what was done since then (default: now; with --plan ${usualSince})`)
      .option('--json', 'a line of JSON for each change, as --format jsonl'),
  examples: [
    ['watch', 'what mountguard changes, as it happens; Ctrl-C ends it'],
    ['watch --plan 70211f7fda31', 'the work of a plan that was confirmed, until it is done'],
    ['watch --since 1h --json', 'for a program'],
  ],
  run: async (cli, _, flags) => {
    const { plan } = flags;
    if (plan !== undefined) checkFingerprint('--plan', plan);
    const globals = flags.json ? { ...cli.globals, format: 'jsonl' as const } : cli.globals;
    const outputs = outputsOf({ ...cli, globals }, renderers);
    const now = clock.now();
    const since = flags.since ?? (plan === undefined ? undefined : usualSince);
    const session = await oneSession(cli);
    const deployment = await deploymentOf(cli, session);
    cli.tell(
      plan === undefined ? 'Watching; Ctrl-C ends it.' : `Watching plan ${plan}; Ctrl-C stops watching, not the work.`,
    );
    cli.sayWhenStopped(
      plan === undefined
        ? `mountguard watch --since ${new Date(now).toISOString()} shows it again and goes on`
        : sayGoesOn(plan),
    );
    const seen: HistoryChange[] = [];
    await follow({
      ledger: ledgerOf(deployment, session),
      clients: session.clients,
      workQueue: deployment.workQueue,
      since: since === undefined ? now : pastTime('--since', since, now),
      plan,
      // Of a plan it is not known here what else belongs to it: it is done when no work waits.
      expected: plan === undefined ? undefined : new Set(['the rest of it']),
      stop: cli.host.stop,
      onLook: async (fresh) => {
        const changes = fresh.length > 0 ? await namedChanges(cli, session, fresh) : [];
        for (const change of changes) {
          seen.push(change);
          await cli.answer(outputs.render(change, outputs.format, cli.look));
        }
        cli.progress(
          plan === undefined
            ? `watching ${session.region}: ${seen.length} changes`
            : barOf(seen.length, seen, undefined),
        );
      },
    });
    if (plan !== undefined)
      cli.tell(`No work of it is left: ${seen.length} on record.  mountguard history --plan ${plan}`);
    return exitCodes.done;
  },
};
