import type { Finding } from '../../core/model/finding.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { WrittenSources } from '../../core/nfs/written-sources.ts';
import { together } from '../async/together.ts';
import { heldBack, report, saying } from '../findings/report.ts';
import type { Run } from '../gate/run.ts';
import { textToKeep } from '../gate/text-to-keep.ts';
import type { Ports } from '../ports/ports.ts';
import type { Intent } from '../ports/record/change.ts';
import type { Acquired, FileSystemRecord } from '../ports/record/file-system.ts';
import type { Gate } from '../ports/record/gate.ts';
import { recordEnding } from './record-ending.ts';
import { rollBack } from './roll-back.ts';
import type { Worked } from './under-lease.ts';
import { type Ending, intentOf, type Write, write } from './write.ts';

/** A change to be written, as its mount target was last seen and judged. */
export interface Seen {
  readonly live: LiveState;
  /** The whole set to be written. */
  readonly after: readonly SecurityGroupId[];
  readonly rule: string;
  /** What that set lets in. */
  readonly lets: WrittenSources;
  /** Addresses of clients that the change is judged to hurt. */
  readonly losers: readonly string[];
  /** What is said of it before anything is written, and once it is: what was open before is no more. */
  readonly found: Finding;
  readonly foundAfter: Finding;
}

/** What a mount target is judged to be: a change to be written, or a finding on which nothing is. */
export type Judged = Seen | { readonly finding: Finding };

/** What is to be done to one mount target, and by what it is judged. */
export interface Plan {
  judge(live: LiveState, record: FileSystemRecord): Promise<Judged>;
  /** Why the record does not let it be written. */
  against(record: FileSystemRecord): readonly Reason[];
  change(seen: Seen, record: FileSystemRecord): Write;
  /** The gate as it was last read. */
  readonly gate: Gate;
  /** Asked at the moment of the write: why it may not be made. */
  admitted(intent: Intent): Promise<readonly Reason[]>;
  /** The same in a rehearsal, which counts nothing, behind so many other changes of it. */
  foreseen(before: number): Promise<readonly Reason[]>;
  /** What becomes under the lease of a finding on which nothing is written; when left out, it stands. */
  leave?(finding: Finding, record: FileSystemRecord): Promise<Finding>;
}

/** What a judgement says before anything is written. */
export const foundIn = (judged: Judged): Finding => ('finding' in judged ? judged.finding : judged.found);

/** How often a mount target is judged again because others write to it, or to its record, at the same time. */
const mostTries = 3;

const changedMeanwhile: Reason = {
  code: 'changed-meanwhile',
  text: 'other callers kept changing it while it was judged',
};

const leaseLost: Reason = { code: 'lease-lost', text: 'the lease on the file system ran out before the write' };

/** Takes back an intent that was not sent, and what was spent on it. */
const takeBack = async ({ ledger, journal }: Ports, { lease }: Acquired, intent: Intent): Promise<void> => {
  const taken = await Promise.allSettled([
    ledger.withdraw(lease, intent),
    intent.undoes === undefined ? ledger.giveBack(intent.changeId, intent.at) : undefined,
  ]);
  for (const it of taken)
    if (it.status === 'rejected')
      journal.warn('intent not taken back; the next look finishes it', { changeId: intent.changeId, error: it.reason });
};

/** What was found at the moment of a write, so that nothing was sent. */
type Stopped =
  | { readonly by: 'reasons'; readonly reasons: readonly Reason[] }
  /** Other groups are attached than were judged; none when the mount target is gone. */
  | { readonly by: 'groups'; readonly attached: readonly SecurityGroupId[] | undefined }
  /** The lease is ours no more, or a hold was placed or released since it was taken. */
  | { readonly by: 'record' };

/** How old the last read of the groups may be when they are written, in ms. */
const freshMs = 200;

/** Puts the intent and the policy's text on record and, beside that, asks all that has to hold at the moment of the write: the groups for the last time. */
const begin = async (
  { ports, policy }: Run,
  plan: Plan,
  acquired: Acquired,
  intent: Intent,
): Promise<Stopped | undefined> => {
  const stop = async (stopped: Stopped): Promise<Stopped> => {
    await takeBack(ports, acquired, intent);
    return stopped;
  };
  const readGroups = () => ports.actuator.attachedGroups(intent.mountTargetId);
  const askedAt = ports.clock.now();
  try {
    const [reasons, isIntended, first] = await together([
      plan.admitted(intent),
      ports.ledger.intend(acquired, intent, textToKeep(ports, policy, plan.gate)),
      readGroups(),
    ]);
    if (!isIntended) return await stop({ by: 'record' });
    if (reasons.length > 0) return await stop({ by: 'reasons', reasons });
    // The ledger may have taken its time.
    const attached = ports.clock.now() > askedAt + freshMs ? await readGroups() : first;
    // A machine that slept has lost its lease.
    if (ports.clock.now() >= acquired.lease.expiresAt) return await stop({ by: 'record' });
    const isAsJudged = attached && sameGroups(groupSet(attached), intent.before);
    return isAsJudged ? undefined : await stop({ by: 'groups', attached });
  } catch (error) {
    await takeBack(ports, acquired, intent);
    throw error;
  }
};

/** The record of now; undefined when the lease is ours no more. */
const readAgain = async ({ ledger, clock }: Ports, { lease }: Acquired): Promise<FileSystemRecord | undefined> => {
  const record = (await ledger.read([lease.fileSystemId])).record(lease.fileSystemId);
  const isOurs = record.lease?.owner === lease.owner && clock.now() < record.lease.expiresAt;
  return isOurs ? record : undefined;
};

/** A finding with how its write ended. */
const ended = ({ found, foundAfter }: Seen, { status, code, text, after }: Ending): Finding => ({
  ...saying(status === 'fixed' ? foundAfter : found, `Outcome: ${text}.`),
  status,
  reasons: code ? [code] : [],
  after,
});

/**
 * Carries a plan out under the lease on its file system: writes, reads back, records. Whatever has changed since it was
 * judged is judged again.
 */
export const carryOut = async (run: Run, plan: Plan, taken: Acquired, first: Judged): Promise<Worked<Finding>> => {
  const { ports, policy } = run;
  const notSent = (answer: Finding): Worked<Finding> => ({ answer, isGivenBack: false });
  let acquired = taken;
  let judged = first;
  const leave = async (finding: Finding) => notSent((await plan.leave?.(finding, acquired.record)) ?? finding);
  for (let tries = 0; tries < mostTries; tries += 1) {
    if ('finding' in judged) return leave(judged.finding);
    const against = plan.against(acquired.record);
    if (against.length > 0) return notSent(heldBack(judged.found, against));
    const change = plan.change(judged, acquired.record);
    const intent = intentOf(run, change);
    const stopped = await begin(run, plan, acquired, intent);
    if (!stopped) {
      const ending = await write(ports, change);
      const isLost = ending.code === 'not-verified' && change.undoes === undefined;
      const recorded = isLost
        ? await rollBack(run, acquired, change, intent, ending)
        : await recordEnding(ports, acquired, intent, ending);
      return { answer: ended(judged, recorded), isGivenBack: recorded.isGivenBack === true };
    }
    if (stopped.by === 'reasons') return notSent(heldBack(judged.found, stopped.reasons));
    if (stopped.by === 'record') {
      const record = await readAgain(ports, acquired);
      if (!record) return notSent(heldBack(judged.found, [leaseLost]));
      acquired = { ...acquired, record };
    } else {
      const { attached } = stopped;
      if (!attached) return notSent(report(judged.live.mountTarget, undefined, { status: 'gone' }, policy));
      judged = await plan.judge({ ...judged.live, attached }, acquired.record);
    }
  }
  return 'finding' in judged ? leave(judged.finding) : notSent(heldBack(judged.found, [changedMeanwhile]));
};
