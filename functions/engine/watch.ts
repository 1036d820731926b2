import type { Hold, Watch } from '../core/brakes.ts';
import { RetryableError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { groupSet } from '../core/group-set.ts';
import type { FileSystemId } from '../core/ids.ts';
import { under } from './lease.ts';
import { type Observation, observe } from './observe.ts';
import type { Lease } from './ports.ts';
import type { Purpose } from './purpose.ts';
import { report } from './report.ts';
import { restore } from './restore.ts';
import type { Session } from './session.ts';
import { type Change, type Ending, ended } from './write.ts';

type Watched = Hold & { readonly watch: Watch };

/** The time before a change that it is compared with, in ms. */
const baselineMs = 5 * 60_000;
/** CloudWatch has a minute's value only some time after the minute, in ms. */
const lagMs = 60_000;

/** Client connections of the file system in the minutes before a change; undefined when the policy does not watch them. */
export const connectionsBefore = async ({ ports, policy }: Session, { live }: Change): Promise<number | undefined> => {
  if (policy.safety.staged.observeMs === 0) return undefined;
  const now = ports.clock.now();
  return ports.connections.clients(live.mountTarget.fileSystemId, now - baselineMs, now);
};

/** Holds the file system while the effect of a change on its clients is watched, and sees to a look when that is over. */
export const startWatching = async (
  { ports, policy }: Session,
  { live, after }: Change,
  { changeId }: Ending,
  connections: number | undefined,
): Promise<void> => {
  const { observeMs } = policy.safety.staged;
  if (observeMs === 0 || changeId === undefined) return;
  const { id: mountTargetId, fileSystemId } = live.mountTarget;
  const at = ports.clock.now();
  const until = at + observeMs + lagMs;
  const watch = {
    changeId,
    mountTargetId,
    before: groupSet(live.attached),
    after,
    ...(connections !== undefined && { connections }),
  };
  await ports.ledger.hold(fileSystemId, { until, reason: `watching change ${changeId}`, by: 'mountguard', at, watch });
  const afterSeconds = Math.ceil((until - at) / 1000) + 1;
  const unsent = await ports.queue?.send([{ mountTargetId, fileSystemId, afterSeconds }]);
  if (!unsent || unsent.size > 0)
    ports.journal.warn('no look is queued for the end of the watch; the next event or sweep will see to it', {
      mountTargetId,
      fileSystemId,
    });
};

/** The watch over a file system whose time is over, if one is to be settled. */
export const watchToSettle = ({ fileSystemRecord }: Observation, now: number): Watched | undefined => {
  const hold = fileSystemRecord?.hold;
  return hold?.watch && now >= hold.until ? { ...hold, watch: hold.watch } : undefined;
};

/** Says how far connections fell, when that is more than the policy puts up with. */
const fallOf = async (
  { ports, policy }: Session,
  fileSystemId: FileSystemId,
  { at, until, watch }: Watched,
): Promise<string | undefined> => {
  const { connections: before } = watch;
  if (before === undefined) {
    ports.journal.warn('CloudWatch had no client connections before the change', {
      fileSystemId,
      changeId: watch.changeId,
    });
    return undefined;
  }
  // EFS may publish nothing at all when nobody is connected.
  const now = (await ports.connections.clients(fileSystemId, at, until)) ?? 0;
  const { connectionsDropPercent } = policy.safety.staged;
  const fell = before > 0 ? (100 * (before - now)) / before : 0;
  return fell > connectionsDropPercent
    ? `client connections fell from ${before.toFixed(1)} to ${now.toFixed(1)} (safety.staged.connectionsDropPercent is ${connectionsDropPercent})`
    : undefined;
};

/** Undoes the watched change, unless its mount target is gone. */
const undo = async (
  session: Session,
  { watch }: Watched,
  text: string,
  lease: Lease,
  purpose: Purpose,
): Promise<Finding | undefined> => {
  const { ports, policy } = session;
  const { mountTargetId: id, changeId, before, after } = watch;
  const { live } = await observe(ports.reader, ports.ledger, { id });
  if (!live) return undefined;
  const rule = `change ${changeId}`;
  const found = report(
    { id },
    live,
    { status: 'refused', rule, reasons: [{ code: 'connections-dropped', text }] },
    policy,
  );
  const failure: Ending = { status: 'failed', code: 'connections-dropped', text, after: found.before, changeId };
  const change: Change = { lease, live: { ...live, attached: before }, after, rule, purpose, isRight: () => true };
  return ended(found, await restore(session, change, failure));
};

/**
 * Settles a watch whose time is over: the finding of the change undone when clients were lost; otherwise undefined, and
 * the file system is free again. Throws `RetryableError` while another invocation is at work on the file system.
 */
export const settleWatch = (
  session: Session,
  fileSystemId: FileSystemId,
  watched: Watched,
  purpose: Purpose,
): Promise<Finding | undefined> => {
  const { ports } = session;
  const { mountTargetId, changeId } = watched.watch;
  const elsewhere = (): never => {
    const text = `${fileSystemId}: another invocation is at work on it, and change ${changeId} has yet to be judged`;
    throw new RetryableError(text, { code: 'lease-held' });
  };
  const settle = async (): Promise<Finding | undefined> => {
    const { hold } = await ports.ledger.record(fileSystemId);
    if (hold?.watch?.changeId !== changeId) return undefined;
    const fall = await fallOf(session, fileSystemId, watched);
    const undone =
      fall === undefined
        ? undefined
        : await under(ports, mountTargetId, ({ lease }) => undo(session, watched, fall, lease, purpose), elsewhere);
    if (!undone) await ports.ledger.releaseHold(fileSystemId, ports.clock.now());
    return undone;
  };
  return session.inTurn(fileSystemId, () => under(ports, fileSystemId, settle, elsewhere));
};
