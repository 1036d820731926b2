import type { Context, SQSBatchResponse } from 'aws-lambda';
import { type Finding, type Summary, summarize } from '../core/model/finding.ts';
import type { Order } from '../core/model/request.ts';
import { unreachable } from '../core/model/unreachable.ts';
import { fitInBytes } from '../engine/findings/fit-in-bytes.ts';
import { openRun } from '../engine/gate/open-run.ts';
import { lookAgain } from '../engine/look/look-again.ts';
import { type Remediated, remediator } from '../engine/look/remediate.ts';
import { history, historyBetween, type ToldRecord } from '../engine/orders/history.ts';
import { release } from '../engine/orders/release.ts';
import { revert } from '../engine/orders/revert.ts';
import { CONFIG_RULE } from '../intake/config-items.ts';
import type { App } from '../runtime/assemble.ts';
import { isBatch, readEvent } from '../runtime/read-event.ts';
import { timeLimit } from '../runtime/time.ts';
import { answerBatch } from './batch.ts';
import { Deferred, runOnce } from './run-once.ts';

/** What a direct invoke answers. */
export interface Result {
  readonly results: readonly Finding[];
  /** How many results there was no room for; the log has them all. */
  readonly omitted?: number;
  readonly summary?: Summary;
  readonly policyVersion?: string;
  readonly ignored?: string;
  /** What is left to a sweep. */
  readonly handedOn?: string;
  /** The answer to `{"history": …}`: concluded changes, newest first, and what stands in the way of new ones. */
  readonly history?: ToldRecord;
  /** The answer to `{"release": …}`: whether there was a hold, a count of changes or a doubt that is ended. */
  readonly released?: boolean;
  /** What came of an order, in sentences. */
  readonly explanation?: string;
}

/** Bytes of results in one answer, which Lambda lets have 6 MB. */
const mostTold = 5_000_000;

const remediatedBy = async (work: Promise<Remediated>): Promise<Remediated> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Deferred) return error.remediated;
    throw error;
  }
};

/** Who stands behind an order: Lambda does not say, CloudTrail does, by the request id. */
const orderedBy = (requestId: string): string => `direct invoke ${requestId}`;

const obey = async (app: App, order: Order, context: Context): Promise<Result> => {
  const limit = timeLimit(context);
  const ports = app.ports(limit);
  switch (order.action) {
    case 'history': {
      const told =
        'id' in order
          ? await history(ports, order.id, order.before)
          : await historyBetween(ports, order.from, order.to ?? ports.clock.now());
      return { results: [], history: told };
    }
    case 'release':
      return { results: [], ...(await release(ports, order.id)) };
    case 'revert': {
      const policy = await app.readPolicy();
      const reversion = { ...order, by: orderedBy(context.awsRequestId) };
      const cause = { cause: 'revert', dryRun: order.dryRun || app.dryRun };
      const startedAt = ports.clock.now();
      const finding = await revert(openRun(ports, policy, ports.reader, limit), reversion, cause);
      const durationMs = ports.clock.now() - startedAt;
      ports.journal.decided(finding, { cause, policyVersion: policy.version, durationMs, quiet: false });
      return { results: [finding], summary: summarize([finding]), policyVersion: policy.version };
    }
    default:
      return unreachable(order);
  }
};

/** Answers one event or manual payload. Throws one clear `TerminalError` when the payload is malformed. */
const answerDirect = async (app: App, event: unknown, context: Context): Promise<Result> => {
  const seen = readEvent(app, event);
  if (seen.kind === 'ignored') return { results: [], ignored: seen.ignored };
  if (seen.kind === 'order') return obey(app, seen.order, context);
  const policy = await app.readPolicy();
  const limit = timeLimit(context);
  const ports = app.ports(limit);
  const remediate = remediator(ports, policy, limit, [seen.request]);
  const { findings, handedOn } = await remediatedBy(runOnce(app.once(context), remediate, seen.request));
  // Nobody sends a direct event again: what it has to wait for is queued, or Lambda tries again because this fails.
  const { told, left } = seen.request.dryRun ? { told: findings, left: [] } : await lookAgain(ports, findings);
  const isFed = ports.queue !== undefined || ports.regionQueue !== undefined;
  const { eventId, cause } = seen.request;
  const isEvent = eventId !== undefined || cause === CONFIG_RULE;
  if (isFed && isEvent && left.length > 0) throw new Deferred({ findings: left });
  const results = fitInBytes(told, mostTold);
  const omitted = told.length - results.length;
  return {
    results,
    ...(omitted > 0 && { omitted }),
    summary: summarize(told),
    policyVersion: policy.version,
    ...(handedOn !== undefined && { handedOn }),
  };
};

/** Answers whatever arrives: `{ batchItemFailures }` for a queue batch, a result for everything else. */
export const answer =
  (app: App) =>
  (event: unknown, context: Context): Promise<Result | SQSBatchResponse> =>
    isBatch(event) ? answerBatch(app, event, context) : answerDirect(app, event, context);
