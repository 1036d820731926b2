import type { Context, SQSBatchResponse } from 'aws-lambda';
import { summarize } from '../core/model/finding.ts';
import { fitInBytes } from '../engine/findings/fit-in-bytes.ts';
import { lookAgain } from '../engine/look/look-again.ts';
import { type Remediated, remediator } from '../engine/look/remediate.ts';
import { CONFIG_RULE } from '../intake/config-items.ts';
import { at } from '../intake/read.ts';
import type { App } from '../runtime/assemble.ts';
import type { RolesTried } from '../runtime/by-place.ts';
import type { NotReached } from '../runtime/members.ts';
import { isBatch, permitted, readEvent } from '../runtime/read-event.ts';
import type { AppOf } from '../runtime/shared.ts';
import { timeLimit } from '../runtime/time.ts';
import { answerBatch } from './batch.ts';
import type { Obeyed } from './obey.ts';
import { Deferred, runOnce } from './run-once.ts';

/** What a direct invoke answers. */
export interface Result extends Obeyed {
  /** How many results there was no room for; the log has them all. */
  readonly omitted?: number;
  readonly ignored?: string;
  /** What is left to a sweep. */
  readonly handedOn?: string;
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

/** What carries out orders is loaded when one comes: few invocations are orders. */
const orders = () => import('./obey.ts');

/** Answers one event or manual payload about an app's own place. Throws one clear `TerminalError` when the payload is malformed. */
const answerHere = async (app: App, event: unknown, context: Context): Promise<Result> => {
  const seen = readEvent(app, event);
  if (seen.kind === 'ignored') return { results: [], ignored: seen.ignored };
  if (seen.kind === 'order') return (await orders()).obey(app, seen.order, context);
  const limit = timeLimit(context);
  const ports = app.ports(limit);
  if (seen.request.ordered) await (await orders()).recordFix(ports, seen.request, context);
  const request = permitted(app, seen.request);
  const policy = await app.readPolicy();
  const remediate = remediator(ports, policy, limit, [request]);
  const { findings, handedOn } = await remediatedBy(runOnce(app.once(context), remediate, request));
  // A direct event is not sent again: what it has to wait for is queued, or Lambda tries again because this fails.
  const { told, left } = request.dryRun ? { told: findings, left: [] } : await lookAgain(ports, findings);
  const isFed = ports.queue !== undefined || ports.regionQueue !== undefined;
  const { eventId, cause } = request;
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
  ({ members, ...app }: AppOf<App>) =>
  async (event: unknown, context: Context): Promise<Result | NotReached | RolesTried | SQSBatchResponse> => {
    if (!members) return isBatch(event) ? answerBatch(app, event, context) : answerHere(app, event, context);
    const [{ answerAcrossPlaces }, all] = await Promise.all([import('../runtime/by-place.ts'), members()]);
    return answerAcrossPlaces({ home: app, members: all, requestId: context.awsRequestId }, event, {
      one: (place, payload) => answerHere(place, payload, context),
      batch: (place, part) => answerBatch(place, part, context),
      // Dead-letter queues are the hub's own.
      isAboutHub: (payload) => at(payload, 'redrive') !== undefined,
    });
  };
