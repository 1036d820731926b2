import type { Hold, Watch } from '../../core/brakes/brakes.ts';
import { decide } from '../../core/decide/decide.ts';
import { governingRule } from '../../core/decide/governing-rule.ts';
import { averageClients, fewestClients } from '../../core/model/clients-by-minute.ts';
import type { Decision } from '../../core/model/decision.ts';
import { RetryableError } from '../../core/model/errors.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Reason } from '../../core/model/reason.ts';
import { report } from '../findings/report.ts';
import type { Run } from '../gate/run.ts';
import { judgeOne } from '../guards/judge-one.ts';
import { type Observation, observe } from '../observe/observe.ts';
import type { Acquired, Lease, LedgerRecord } from '../ports/ledger.ts';
import type { Purpose } from '../ports/purpose.ts';
import { finishInterrupted } from './finish-interrupted.ts';
import { lookAfterWatch } from './look-after-watch.ts';
import { rollBack } from './roll-back.ts';
import { underLease } from './under-lease.ts';
import { type Change, type Ending, ended } from './write.ts';

type Watched = Hold & { readonly watch: Watch };

/** The time before a change that it is compared with, in ms. */
const baselineMs = 5 * 60_000;
/** CloudWatch has a minute's value only some time after the minute, in ms. */
const lagMs = 60_000;

/**
 * Holds the file system, where the policy watches clients, so that their number can be compared after the change: before
 * it is written, for whoever writes it may die of it. The end of the watch in epoch milliseconds; undefined without one.
 */
export const startWatching = async (
  { ports, policy }: Run,
  { changeId, live, after }: Change,
): Promise<number | undefined> => {
  const { observeMs } = policy.safety.staged;
  if (observeMs === 0) return undefined;
  const { id: mountTargetId, fileSystemId } = live.mountTarget;
  const at = ports.clock.now();
  const connections = averageClients(await ports.connections.clients(fileSystemId, at - baselineMs, at));
  const watch = {
    changeId,
    mountTargetId,
    before: groupSet(live.attached),
    after,
    ...(connections !== undefined && { connections }),
  };
  const until = at + observeMs + lagMs;
  await ports.ledger.hold(fileSystemId, { until, reason: `watching change ${changeId}`, by: 'mountguard', at, watch });
  return until;
};

/** Sees to a look at the end of the watch over a change that was sent; ends the watch at once when nothing was. */
export const keepWatching = async (
  { ports }: Run,
  { live }: Change,
  { isSent }: Ending,
  until: number,
): Promise<void> => {
  const { id: mountTargetId, fileSystemId } = live.mountTarget;
  if (!isSent) {
    await ports.ledger.releaseHold(fileSystemId, ports.clock.now());
    return;
  }
  await lookAfterWatch(ports, { mountTargetId, fileSystemId }, until);
};

/** The watch over a file system whose time is over, if one is to be settled. */
export const watchToSettle = (
  { fileSystemRecord }: Pick<Observation, 'fileSystemRecord'>,
  now: number,
): Watched | undefined => {
  const hold = fileSystemRecord?.hold;
  return hold?.watch && now >= hold.until ? { ...hold, watch: hold.watch } : undefined;
};

/** Why nothing else is written on a file system until the watch over it is settled. */
export const unsettled = ({ watch: { changeId, mountTargetId } }: Watched): RetryableError =>
  new RetryableError(`change ${changeId} of ${mountTargetId} has yet to be judged or undone`, { code: 'stage-halted' });

/** Says how far connections fell, when that is more than the policy puts up with. */
const fallOf = async (
  { ports, policy }: Run,
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
  // Not on average: clients that drop late, or that come back after a while, were lost all the same.
  const minutes = await ports.connections.clients(fileSystemId, at, until);
  // EFS may publish nothing at all when nobody is connected.
  const now = fewestClients(minutes, at, until - lagMs) ?? averageClients(minutes) ?? 0;
  const { connectionsDropPercent } = policy.safety.staged;
  const fell = before > 0 ? (100 * (before - now)) / before : 0;
  return fell > connectionsDropPercent
    ? `client connections fell from ${before.toFixed(1)} to ${now.toFixed(1)} (safety.staged.connectionsDropPercent is ${connectionsDropPercent})`
    : undefined;
};

/** Why a mount target is left as it is although its change cost clients; undefined when it is not. */
const whyLeft = ({ ports, policy }: Run, live: LiveState, { hold }: LedgerRecord): string | undefined => {
  const now = ports.clock.now();
  if (decide(live, policy, now).status === 'exempt') return 'an exemption covers it';
  return hold && now < hold.until ? `it is held by ${hold.by} (${hold.reason})` : undefined;
};

/** How groups leave NFS open; nothing when AWS does not say, for what was done about clients is told all the same. */
const openAs = async ({ ports, policy }: Run, live: LiveState, decision: Decision): Promise<readonly Reason[]> => {
  try {
    return (await judgeOne(ports.reader, live, decision, policy)).openings;
  } catch (error) {
    ports.journal.warn('whether NFS is open to the world is unknown', { mountTargetId: live.mountTarget.id, error });
    return [];
  }
};

/** Undoes the watched change, unless it is not there: never written, undone by somebody, or gone with its mount target. */
const undo = async (
  run: Run,
  { watch }: Watched,
  text: string,
  { lease, pending }: Acquired,
  purpose: Purpose,
  stage: Lease<FileSystemId>,
): Promise<Finding | undefined> => {
  const { ports, policy } = run;
  const { mountTargetId: id, changeId, before, after } = watch;
  const { live, record } = await observe(ports.reader, ports.ledger, { id });
  if (pending) await finishInterrupted(ports, lease, pending, live?.attached);
  if (!live || sameGroups(groupSet(live.attached), groupSet(before))) return undefined;
  const rule = `change ${changeId}`;
  const decision: Decision = { status: 'refused', rule, reasons: [{ code: 'connections-dropped', text }] };
  const told = async (ending: Ending): Promise<Finding> => {
    const openings = await openAs(run, { ...live, attached: ending.after }, decision);
    return ended(report({ id }, live, decision, policy, openings), ending);
  };
  const failure: Ending = { status: 'failed', code: 'connections-dropped', text, after: groupSet(live.attached) };
  if (governingRule(policy, live.fileSystem.tags)?.mode !== 'enforce') {
    await ports.ledger.releaseHold(live.mountTarget.fileSystemId, ports.clock.now());
    return told({ ...failure, text: `${text}; the policy does not enforce there, so nothing is restored` });
  }
  const written = { ...live, attached: before };
  const change: Change = { changeId, lease, stage, live: written, after, rule, purpose, isRight: () => true };
  return told(await rollBack(run, change, failure, whyLeft(run, live, record)));
};

/**
 * Settles a watch whose time is over: the finding of the change undone when clients were lost; otherwise undefined, and
 * the file system is free again. Throws `RetryableError` while another invocation is at work on the file system.
 */
export const settleWatch = (
  run: Run,
  fileSystemId: FileSystemId,
  watched: Watched,
  purpose: Purpose,
): Promise<Finding | undefined> => {
  const { ports } = run;
  const { mountTargetId, changeId } = watched.watch;
  const elsewhere = (): never => {
    const text = `${fileSystemId}: another invocation is at work on it, and change ${changeId} has yet to be judged`;
    throw new RetryableError(text, { code: 'lease-held' });
  };
  const settle = async ({ lease: stage }: Acquired<FileSystemId>): Promise<Finding | undefined> => {
    const { hold } = await ports.ledger.record(fileSystemId);
    if (hold?.watch?.changeId !== changeId) return undefined;
    const fall = await fallOf(run, fileSystemId, watched);
    const undone =
      fall === undefined
        ? undefined
        : await underLease(
            ports,
            mountTargetId,
            (acquired) => undo(run, watched, fall, acquired, purpose, stage),
            elsewhere,
          );
    if (!undone) await ports.ledger.releaseHold(fileSystemId, ports.clock.now());
    return undone;
  };
  return run.inTurn(fileSystemId, () => underLease(ports, fileSystemId, settle, elsewhere));
};
