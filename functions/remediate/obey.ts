import type { Context } from 'aws-lambda';
import { type Finding, type Summary, summarize } from '../core/model/finding.ts';
import type { Order, Request } from '../core/model/request.ts';
import { unreachable } from '../core/model/unreachable.ts';
import { atMost } from '../engine/async/at-most.ts';
import { together } from '../engine/async/together.ts';
import { openRun } from '../engine/gate/open-run.ts';
import { history, historyBetween, type ToldRecord } from '../engine/orders/history.ts';
import { checkEnd, type Held, hold } from '../engine/orders/hold.ts';
import { recordOrder } from '../engine/orders/record-order.ts';
import { redriveFrom } from '../engine/orders/redrive.ts';
import { release } from '../engine/orders/release.ts';
import { revert } from '../engine/orders/revert.ts';
import { toRevert } from '../engine/orders/to-revert.ts';
import type { Ports } from '../engine/ports/ports.ts';
import type { App } from '../runtime/assemble.ts';
import { timeLimit } from '../runtime/time.ts';

/** Reverts under way at once: enough to hide latency, few enough to leave EFS's small request budget to others. */
const revertsAtOnce = 5;

/** What an order answers. */
export interface Obeyed extends Partial<Held> {
  readonly results: readonly Finding[];
  readonly summary?: Summary;
  readonly policyVersion?: string;
  /** The answer to `{"history": …}`: concluded changes, newest first, and what stands in the way of new ones. */
  readonly history?: ToldRecord;
  /** The answer to `{"release": …}`: whether there was a hold, a count of changes or a doubt that is ended. */
  readonly released?: boolean;
  /** The answer to `{"redrive": …}`: messages that were sent again. */
  readonly redriven?: number;
  /** What came of an order, in sentences. */
  readonly explanation?: string;
}

/** Puts the order to fix something on record; one for a dry run leaves none. */
export const recordFix = async (
  ports: Ports,
  { ordered, dryRun, mountTargetIds, fileSystemIds }: Request,
  { awsRequestId: requestId }: Context,
): Promise<void> => {
  if (!ordered || dryRun) return;
  await recordOrder(ports, { order: 'fix', ids: [...mountTargetIds, ...fileSystemIds], ...ordered, requestId });
};

/** Carries out what a person orders. Throws `TerminalError` when the order cannot be meant. */
export const obey = async (app: App, order: Order, context: Context): Promise<Obeyed> => {
  const limit = timeLimit(context);
  const ports = app.ports(limit);
  const { awsRequestId: requestId } = context;
  switch (order.action) {
    case 'history': {
      const told =
        'id' in order
          ? await history(ports, order.id, order.before)
          : await historyBetween(ports, order.from, order.to ?? ports.clock.now());
      return { results: [], history: told };
    }
    case 'hold': {
      checkEnd(ports, order.until);
      const { action, ...rest } = order;
      const { at } = await recordOrder(ports, { order: action, ...rest, requestId });
      return { results: [], ...(await hold(ports, { ...order, at })) };
    }
    case 'redrive': {
      const { action, queue, ...rest } = order;
      await recordOrder(ports, { order: action, ids: [queue], ...rest, requestId });
      return { results: [], ...(await redriveFrom(ports, queue)) };
    }
    case 'release': {
      const { action, id, ...rest } = order;
      const { at } = await recordOrder(ports, { order: action, ids: [id], ...rest, requestId });
      return { results: [], ...(await release(ports, id, at)) };
    }
    case 'revert': {
      const { action, dryRun, ids: _, plan, ...rest } = order;
      const isDry = dryRun || app.dryRun;
      const targets = await toRevert(ports, order);
      const ids = targets.map(({ mountTargetId }) => mountTargetId);
      const of = plan !== undefined && { fingerprint: plan };
      if (!dryRun) await recordOrder(ports, { order: action, ids, ...of, ...rest, requestId });
      const policy = await app.readPolicy();
      const { by, reason, despite } = order;
      const decided = despite.filter((it) => it === 'nfs-cut-off');
      const cause = { cause: 'revert', ordered: { by, reason, despite: decided }, dryRun: isDry };
      const run = openRun(ports, policy, ports.reader, limit);
      const limited = atMost(revertsAtOnce);
      const one = async (target: (typeof targets)[number]): Promise<Finding> => {
        const startedAt = ports.clock.now();
        const finding = await revert(run, { ...target, until: order.until, by, reason, despite }, cause);
        const durationMs = ports.clock.now() - startedAt;
        ports.journal.decided(finding, { cause, policyVersion: policy.version, durationMs, quiet: false });
        return finding;
      };
      const results = await together(targets.map((target) => limited(() => one(target))));
      const none = results.length === 0 && { explanation: 'No change on record is one to undo.' };
      return { results, summary: summarize(results), policyVersion: policy.version, ...none };
    }
    default:
      return unreachable(order);
  }
};
