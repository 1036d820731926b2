import { trailLookup } from '../../aws/account/trail.ts';
import { attribute } from '../../core/model/attribution.ts';
import { MountguardError } from '../../core/model/errors.ts';
import { actorOf } from '../../intake/cloudtrail.ts';
import { list, text } from '../../intake/read.ts';
import { blocksOf } from '../../report/plan/blocks.ts';
import type { CausedBy, PlanReport, PlanRow } from '../../report/plan/plan-report.ts';
import { clock } from '../../runtime/time.ts';
import type { Cli } from '../cli.ts';
import type { Session } from '../session/session.ts';

/** Calls that one answer makes at most, and the time between two of them: CloudTrail takes two a second. */
const limits = { calls: 20, apartMs: 500 };

/** Calls by which the groups of a mount target come about. */
const changing: ReadonlySet<string> = new Set([
  'CreateMountTarget',
  'ModifyMountTargetSecurityGroups',
  'ModifyNetworkInterfaceAttribute',
]);

/** The call by which what is attached came about, of those that CloudTrail has: the newest that succeeded. */
export const causeIn = (events: readonly unknown[], attached: readonly string[]): CausedBy | undefined => {
  const calls = events
    .filter((it) => changing.has(text(it, 'eventName') ?? '') && text(it, 'errorCode') === undefined)
    .toSorted((a, b) => (text(b, 'eventTime') ?? '').localeCompare(text(a, 'eventTime') ?? ''));
  const same = (it: unknown): boolean => {
    const groups = list(it, 'requestParameters.securityGroups').map(String);
    return groups.length === 0 || groups.toSorted().join() === attached.toSorted().join();
  };
  const call = calls.find(same);
  const actor = actorOf(call);
  if (!call || !actor) return undefined;
  const { kind, arn, tool } = attribute(actor);
  return {
    kind,
    arn: arn ?? actor.arn,
    tool,
    at: new Date(text(call, 'eventTime') ?? 0).toISOString(),
    eventName: text(call, 'eventName') ?? '',
    eventId: text(call, 'eventID') ?? '',
  };
};

/** Whose changes a person wants to know: what is to be changed or refused, in the order in which it is shown. */
const asked = (rows: readonly PlanRow[]): readonly PlanRow[] =>
  blocksOf(
    rows.filter(({ status, mountTarget }) => mountTarget.id !== null && (status === 'drifted' || status === 'refused')),
  )
    .map(({ rows: [row] }) => row)
    .slice(0, limits.calls);

/** A plan with who made the changes that it shows, by CloudTrail; where that may not be asked, it says so and goes on. */
export const withCauses = async (cli: Cli, { options }: Session, report: PlanReport): Promise<PlanReport> => {
  const lookUp = trailLookup(options);
  const found = new Map<string, CausedBy | 'not-found'>();
  for (const [index, row] of asked(report.results).entries()) {
    const id = row.mountTarget.id ?? '';
    if (index > 0) await clock.sleep(limits.apartMs);
    cli.progress(`asking CloudTrail about ${id} (${index + 1})`);
    try {
      const groups = row.attached.map((it) => it.id);
      found.set(id, causeIn(await lookUp(id), groups) ?? 'not-found');
    } catch (error) {
      if (!(error instanceof MountguardError)) throw error;
      cli.tell(`warning: who made the changes is not looked up: ${error.message}`);
      break;
    }
  }
  const results = report.results.map((row) => ({ ...row, causedBy: found.get(row.mountTarget.id ?? '') ?? null }));
  return { ...report, results };
};
