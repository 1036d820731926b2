import type { Context } from 'aws-lambda';
import { TerminalError } from '../core/model/errors.ts';
import { type Finding, type Summary, summarize } from '../core/model/finding.ts';
import type { Order } from '../core/model/request.ts';
import { unreachable } from '../core/model/unreachable.ts';
import { openRun } from '../engine/look/open-run.ts';
import { remediator } from '../engine/look/remediate.ts';
import { history, type ToldRecord } from '../engine/orders/history.ts';
import { release } from '../engine/orders/release.ts';
import { revert } from '../engine/orders/revert.ts';
import type { App } from '../runtime/assemble.ts';
import { timeLimit } from '../runtime/time-limit.ts';
import { readEvent } from './read-event.ts';
import { Deferred, runOnce } from './run-once.ts';

/** What a direct invoke answers. */
export interface Result {
  readonly results: readonly Finding[];
  readonly summary?: Summary;
  readonly policyVersion?: string;
  readonly ignored?: string;
  /** The answer to `{"history": …}`: concluded changes, newest first, and what stands in the way of new ones. */
  readonly history?: ToldRecord;
  /** The answer to `{"release": …}`: whether there was a hold, or a count of changes, that is ended. */
  readonly released?: boolean;
}

const findingsOf = async (work: Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Deferred) return error.findings;
    throw error;
  }
};

/** Who stands behind an order: Lambda does not say, CloudTrail does, by the request id. */
const orderedBy = (requestId: string): string => `direct invoke ${requestId}`;

const obey = async (app: App, order: Order, { awsRequestId }: Context): Promise<Result> => {
  const { ports } = app;
  switch (order.action) {
    case 'history':
      return { results: [], history: await history(ports, order.id, order.before) };
    case 'release':
      return { results: [], released: await release(ports, order.id) };
    case 'revert': {
      const policy = await app.readPolicy();
      const dryRun = order.dryRun || app.dryRun;
      const reversion = { ...order, by: orderedBy(awsRequestId) };
      const purpose = { cause: 'revert', dryRun };
      const startedAt = ports.clock.now();
      const finding = await revert(openRun(ports, policy, ports.reader), reversion, purpose);
      const durationMs = ports.clock.now() - startedAt;
      ports.journal.decided(finding, { purpose, policyVersion: policy.version, durationMs, quiet: false });
      return { results: [finding], summary: summarize([finding]), policyVersion: policy.version };
    }
    default:
      return unreachable(order);
  }
};

/** Answers one event or manual payload. Throws one clear `TerminalError` when the payload is malformed. */
export const answerDirect = async (app: App, event: unknown, context: Context): Promise<Result> => {
  const seen = readEvent(app, event);
  if (seen.kind === 'malformed') throw new TerminalError(seen.message, { code: 'bad-request' });
  if (seen.kind === 'ignored') return { results: [], ignored: seen.ignored };
  if (seen.kind === 'order') return obey(app, seen.order, context);
  const policy = await app.readPolicy();
  const remediate = remediator(app.ports, policy, timeLimit(context));
  const results = await findingsOf(runOnce(app.once(context), remediate, seen.request));
  return { results, summary: summarize(results), policyVersion: policy.version };
};
