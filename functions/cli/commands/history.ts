import { awsReader } from '../../aws/read/reader.ts';
import { type FileSystemId, fileSystemId, mountTargetId } from '../../core/model/ids.ts';
import { holdsOn, ordersAbout } from '../../engine/orders/history.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { Change, History } from '../../engine/ports/record/change.ts';
import type { OrderHistory } from '../../engine/ports/record/order.ts';
import { historyRenderers } from '../../report/history/formats.ts';
import type { HistoryChange, HistoryReport } from '../../report/history/history-report.ts';
import { sayWhy } from '../../report/history/say-change.ts';
import { sayMore } from '../../report/history/screen.ts';
import { clock } from '../../runtime/time.ts';
import type { Cli } from '../cli.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { deploymentOf } from '../orders/deployed.ts';
import { namedChanges, ownTimeZone, toldOrder } from '../orders/read-history.ts';
import { standingRefusals } from '../orders/standing.ts';
import { pastTime } from '../orders/times.ts';
import { outputsOf } from '../outputs.ts';
import { ledgerOf } from '../session/deployment.ts';
import { oneSession } from '../session/one-session.ts';
import type { Session } from '../session/session.ts';
import { UsageError } from '../usage-error.ts';

type Flags = {
  readonly since?: string;
  readonly until?: string;
  readonly actor?: string;
  readonly cause?: string;
  readonly plan?: string;
  readonly limit: string;
};

/** What is asked for where nothing says since when. */
const usualSince = '24h';

interface Read {
  /** Of what it is, where that is not everything. */
  readonly about?: { readonly id: string; readonly owner: FileSystemId };
  readonly changes: History;
  readonly orders: OrderHistory;
  readonly holds: HistoryReport['holds'];
}

/** The record of one mount target or file system. */
const readOne = async (
  cli: Cli,
  session: Session,
  ledger: Ledger,
  word: string,
  to: number,
  limit: number,
): Promise<Read> => {
  const target = mountTargetId(word);
  const owner = target
    ? ((await ledger.fileSystemOf(target)) ?? (await awsReader(session.clients).mountTarget(target))?.fileSystemId)
    : fileSystemId(word);
  if (!owner)
    throw new UsageError(
      target
        ? `${word} is not on record and does not exist in ${session.region}; check the id, --region and --profile`
        : `"${word}" is no id of a mount target (fsmt-…) or a file system (fs-…); mountguard plan --all lists them`,
    );
  const id = target ?? owner;
  cli.detail(`${word} belongs to ${owner}`);
  const record = (await ledger.read([owner])).record(owner);
  const holds = holdsOn(record, id)
    .filter(({ hold }) => hold.until > clock.now())
    .map(({ id: subject, hold: { at, until, by, reason } }) => ({
      id: subject,
      at: iso(at),
      until: iso(until),
      by,
      reason,
    }));
  return {
    about: { id, owner },
    changes: await ledger.history(owner, id, limit, to + 1),
    orders: await ordersAbout({ ledger, reader: awsReader(session.clients) }, record, id, { to, atMost: limit }),
    holds,
  };
};

const iso = (at: number): string => new Date(at).toISOString();

/** Up to when there are older ones than were read, which are the rest; null when there are none. */
const moreIn = ({ changes: { changes, more }, orders: { olderThan } }: Read): HistoryReport['more'] => {
  const last = more ? changes.at(-1)?.at : undefined;
  const cuts = [last, olderThan === undefined ? undefined : olderThan - 1].filter((it) => it !== undefined);
  return cuts.length === 0 ? null : { until: iso(Math.max(...cuts)) };
};

const limitOf = (text: string): number => {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError(`--limit is "${text}"; write a number from 1 to 9999`);
};

/** Whether a change is one of those that were asked for. */
const isAsked =
  ({ actor, cause, plan }: Flags, { globals }: Cli, report: Pick<HistoryReport, 'orders'>) =>
  (change: HistoryChange): boolean => {
    const { status: statuses, fileSystem: systems, rule: rules } = globals;
    const why = `${change.actor?.arn ?? ''} ${change.ordered?.by ?? ''} ${sayWhy(change, report.orders)}`;
    return (
      (actor === undefined || why.toLowerCase().includes(actor.toLowerCase())) &&
      (cause === undefined || change.cause.toLowerCase().includes(cause.toLowerCase())) &&
      (plan === undefined || change.plan?.startsWith(plan) === true) &&
      (statuses.length === 0 || statuses.includes(change.status)) &&
      (systems.length === 0 || systems.some((it) => it === change.fileSystem.id || it === change.fileSystem.name)) &&
      (rules.length === 0 || rules.includes(change.rule))
    );
  };

export const history: CommandModule<Flags> = {
  define: (command) =>
    command
      .argument('[id]', 'one mount target or file system; the whole account and Region when none is named')
      .option(
        '--since <when>',
        `30m, 2h, 3d ago; 02:00 by the clock here; or 2026-11-30T12:00Z (default: ${usualSince})`,
      )
      .option('--until <when>', 'the end, written the same way (default: now)')
      .option('--actor <text>', 'only changes of, or ordered by, whom this text names')
      .option('--cause <text>', 'only changes that this set off: sweep, revert, fix, or the name of an event')
      .option('--plan <fingerprint>', 'only the changes of this plan')
      .option('--limit <n>', 'changes at most', '200'),
  examples: [
    ['history --since 2h', 'what was changed in the last two hours, by which rule, after whose change'],
    ['history fsmt-0123456789abcdef0', 'everything on record of one mount target'],
    ['history --since 02:00 --actor ci-deploy --out night.csv', 'as a table, for the review'],
  ],
  run: async (cli, [word], flags) => {
    const outputs = outputsOf(cli, historyRenderers);
    const now = clock.now();
    const limit = limitOf(flags.limit);
    const since = flags.since ?? usualSince;
    const to = flags.until === undefined ? now : pastTime('--until', flags.until, now);
    const isOfOne = word !== undefined && flags.since === undefined;
    const from = isOfOne ? 0 : pastTime('--since', since, now);
    if (from >= to) throw new UsageError(`--since ${since} is not before ${flags.until ?? 'now'}`);
    const session = await oneSession(cli);
    const deployment = await deploymentOf(cli, session);
    const ledger = ledgerOf(deployment, session);
    const read: Read =
      word === undefined
        ? { changes: await ledger.between(from, to, limit), orders: await ledger.orders(from, to, limit), holds: [] }
        : await readOne(cli, session, ledger, word, to, limit);
    const within = ({ at }: Pick<Change, 'at'>): boolean => at >= from;
    const orders = read.orders.orders.filter(within).map(toldOrder);
    const changes = await namedChanges(cli, session, read.changes.changes.filter(within));
    const isOfChanges = [flags.actor, flags.cause, flags.plan].some((it) => it !== undefined);
    const isFiltered = isOfChanges || cli.globals.status.length > 0;
    const report: HistoryReport = {
      version: 1,
      account: session.account,
      region: session.region,
      about: word ?? null,
      from: iso(from),
      to: iso(to),
      timeZone: ownTimeZone(),
      since,
      changes: changes.filter(isAsked(flags, cli, { orders })),
      orders: isFiltered ? [] : orders,
      refused: isOfChanges ? [] : await standingRefusals(cli, session, deployment, read.about, to),
      holds: read.holds,
      more: moreIn(read),
      unreadable: [...(read.changes.unreadable ?? []), ...(read.orders.unreadable ?? [])],
    };
    await outputs.write(report);
    if (report.more && !outputs.isScreen) cli.tell(sayMore(report.more));
    return exitCodes.done;
  },
};
