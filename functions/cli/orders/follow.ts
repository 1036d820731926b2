import { everyMessage, messagesIn } from '../../aws/account/queues.ts';
import type { AwsClients } from '../../aws/client/clients.ts';
import { MountguardError } from '../../core/model/errors.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { Change } from '../../engine/ports/record/change.ts';
import { clock } from '../../runtime/time.ts';

/** Between two looks at the record, in ms. */
const everyMs = 500;

/** Looks without anything new after which nothing more is waited for: after an empty queue, and where the queue may not be read. */
const patience = { idle: 4, blind: 120 };

/** Changes read at one look. */
const most = 1000;

/** How many messages a queue has, those under way too; undefined where that may not be asked. */
const waitingIn = async (clients: Pick<AwsClients, 'sqs'>, queueUrl: string): Promise<number | undefined> => {
  try {
    return await messagesIn(clients, queueUrl, everyMessage);
  } catch (error) {
    if (error instanceof MountguardError) return undefined;
    throw error;
  }
};

/** What is said of a plan whose work a person no longer follows. */
export const sayGoesOn = (plan: string): string =>
  `the work goes on: mountguard watch --plan ${plan} follows it, mountguard pause --reason "…" stops it`;

/** What is followed. */
export interface Following {
  readonly ledger: Pick<Ledger, 'between'>;
  readonly clients: Pick<AwsClients, 'sqs'>;
  readonly workQueue: string | undefined;
  /** In epoch milliseconds. */
  readonly since: number;
  /** Only changes of this plan. */
  readonly plan: string | undefined;
  /** Mount targets whose outcomes are awaited; without them it goes on until it is stopped. */
  readonly expected: ReadonlySet<string> | undefined;
  readonly stop: AbortSignal;
  /** Told of what is new, in order of time, also when that is nothing. */
  readonly onLook: (fresh: readonly Change[]) => Promise<void>;
}

/** Follows the record until every expected outcome is there, or no work is left. */
export const follow = async ({
  ledger,
  clients,
  workQueue,
  since,
  plan,
  expected,
  stop,
  onLook,
}: Following): Promise<void> => {
  const seen = new Set<string>();
  const open = new Set(expected);
  let idle = 0;
  while (!stop.aborted) {
    const { changes } = await ledger.between(since, clock.now(), most);
    const fresh = changes
      .filter((change) => !seen.has(change.changeId) && (plan === undefined || change.plan === plan))
      .toReversed();
    for (const { changeId, mountTargetId } of fresh) {
      seen.add(changeId);
      open.delete(mountTargetId);
    }
    await onLook(fresh);
    if (expected) {
      if (open.size === 0) return;
      idle = fresh.length > 0 ? 0 : idle + 1;
      const waiting = workQueue === undefined ? undefined : await waitingIn(clients, workQueue);
      if (waiting !== undefined && waiting > 0) idle = 0;
      if (idle >= (waiting === undefined ? patience.blind : patience.idle)) return;
    }
    await clock.sleep(everyMs);
  }
};
