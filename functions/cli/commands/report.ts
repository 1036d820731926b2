import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { atMost } from '../../engine/async/at-most.ts';
import { together } from '../../engine/async/together.ts';
import { plainLook } from '../../report/look.ts';
import { reportRenderers } from '../../report/report/formats.ts';
import { numbersOf } from '../../report/report/kind.ts';
import type { Report, UnreadPlace } from '../../report/report/report.ts';
import { clock } from '../../runtime/time.ts';
import type { Cli } from '../cli.ts';
import type { CommandModule } from '../command-module.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { outputsOf } from '../outputs.ts';
import { placeOf } from '../report/gather.ts';
import { openFile } from '../report/open-file.ts';
import { periodOf } from '../report/period.ts';
import { sayNotSwept } from '../report/say-not-swept.ts';
import { orUnread } from '../session/or-unread.ts';
import type { Session } from '../session/session.ts';
import { atOnce, sessionsOf } from '../session/sessions.ts';

type Flags = { readonly period: string; readonly who?: true; readonly open?: true; readonly detailedExitcode?: true };

/** The sessions of each account that was asked for, or why there are none. */
const sessionsOfEach = async (cli: Cli): Promise<readonly (Session | UnreadPlace)[]> => {
  const { account: ids, region, roleName, organization } = cli.globals;
  if (ids.length < 2 || roleName === undefined || organization) return sessionsOf(cli);
  const limited = atMost(atOnce);
  const each = ids.map((account) =>
    limited(() =>
      orUnread({ account, region: region.join(', ') || 'its Region' }, false, () =>
        sessionsOf({ ...cli, globals: { ...cli.globals, account: [account] } }),
      ),
    ),
  );
  return (await together(each)).flat();
};

const codeOf = ({ places, unread }: Report, isDetailed: boolean): ExitCode => {
  if (unread.length > 0) return exitCodes.error;
  const its = numbersOf(places);
  if (!isDetailed) return exitCodes.done;
  if (its.drifted > 0) return exitCodes.drift;
  return its.refused + its.held + its.unread + its.open > 0 ? exitCodes.person : exitCodes.done;
};

/** Where the page is that is to be opened: the first `--out` that is one, or a file for it alone. */
const pageFile = async ({ globals, host }: Cli, render: () => string): Promise<string> => {
  const out = globals.out.find((path) => /\.html$/i.test(path));
  if (out !== undefined) return resolve(host.directory, out);
  const path = join(await mkdtemp(join(tmpdir(), 'mountguard-')), 'report.html');
  await writeFile(path, render(), { mode: 0o600 });
  return path;
};

export const report: CommandModule<Flags> = {
  define: (command) =>
    command
      .option('--period <days>', 'how far back changes and counts go, such as 30d or 4w', '30d')
      .option('--who', 'ask CloudTrail who made the changes that need a person: at most 20 calls, 2 a second')
      .option('--open', 'open it in the browser')
      .option('--detailed-exitcode', 'end with 2 for drift, 3 when something else needs a person'),
  examples: [
    ['report --out report.html --open', 'a page to read and to send on'],
    [
      'report --region all --period 90d --out report.html --out report.csv',
      'the same of every Region, and for a spreadsheet',
    ],
    [
      'report --organization --role-name auditor --out report.html',
      'of every account and Region that a hub looks after',
    ],
    ['report --format md --status refused', 'what is refused, for a ticket'],
  ],
  run: async (cli, _, flags) => {
    const now = clock.now();
    const period = periodOf(flags.period, now);
    const outputs = outputsOf(cli, reportRenderers);
    const asked = { period, who: flags.who === true };
    const sessions = await sessionsOfEach(cli);
    const limited = atMost(atOnce);
    const all = await together(
      sessions.map((it) =>
        limited(async () => {
          if ('why' in it) return it;
          const read = await orUnread(it, sessions.length === 1, () => placeOf(cli, it, asked));
          return 'why' in read ? { ...read, why: [read.why, ...sayNotSwept(it)].join('. ').replace(/[.]$/, '') } : read;
        }),
      ),
    );
    const day = (at: number): string => new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length);
    const made: Report = {
      version: 1,
      mountguard: cli.version,
      at: new Date(now).toISOString(),
      period: { from: day(period.from), to: day(period.to) },
      places: all.filter((it) => 'plan' in it),
      unread: all.filter((it) => 'why' in it),
    };
    await outputs.write(made);
    if (flags.open) await openFile(cli, await pageFile(cli, () => outputs.render(made, 'html', plainLook)));
    return codeOf(made, flags.detailedExitcode === true);
  },
};
