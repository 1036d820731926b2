import type { Context, SQSBatchResponse } from 'aws-lambda';
import { fitInBytes } from '../engine/findings/fit-in-bytes.ts';
import { checkPause, type Paused, pause, resume } from '../engine/orders/pause.ts';
import { recordOrder } from '../engine/orders/record-order.ts';
import type { SweepResult } from '../engine/ports/sweep-result.ts';
import { type Description, describe } from '../engine/sweep/describe.ts';
import { type SweepPorts, sweep } from '../engine/sweep/sweep.ts';
import { sweepOnSchedule } from '../engine/sweep/sweep-when-due.ts';
import { type PauseRequest, sweepRequest } from '../intake/sweep-request.ts';
import type { SweepApp } from '../runtime/assemble-sweep.ts';
import type { RolesTried } from '../runtime/by-place.ts';
import type { NotReached } from '../runtime/members.ts';
import { isBatch, isFromAws, readable } from '../runtime/read-event.ts';
import type { AppOf } from '../runtime/shared.ts';
import { timeLimit } from '../runtime/time.ts';
import { answerBatch } from './batch.ts';
import type { PlaceAnswer } from './sweep-place.ts';

/** What a sweep answers. */
export interface Answer extends SweepResult {
  /** Calls to EFS and EC2 by operation, retries included. */
  readonly calls: Readonly<Record<string, number>>;
  /** How many results were left out of the answer; the log has them all. */
  readonly omitted?: number;
}

/** Results in one answer, which Lambda lets have 6 MB. */
const mostTold = { count: 1000, bytes: 5_000_000 };

/** Answers without results and plan: with a notice, which Lambda puts on an event bus that takes 256 kB, and to a wrong fingerprint. */
const brief = { count: 0, bytes: 0 };

/** The end of an invocation, in ms, in which nothing is read any more: what was read is recorded and queued. */
const reserveMs = 40_000;

/** When an invocation is to end its reading. */
const limitOf = (context: Context): AbortSignal => timeLimit(context, reserveMs);

const obey = async (
  { newId }: Pick<SweepApp, 'newId'>,
  ports: SweepPorts,
  request: PauseRequest,
  requestId: string,
): Promise<Paused> => {
  const { kind, ...rest } = request;
  if (request.kind === 'pause') checkPause(ports, request.until);
  const { at } = await recordOrder({ ...ports, newId }, { order: kind, ids: [], ...rest, requestId });
  if (request.kind === 'resume') return resume(ports, at);
  const { kind: _, ...asked } = request;
  return pause(ports, { ...asked, at });
};

/** Answers a schedule or payload about an app's own place. */
const answerPayload = async (
  app: SweepApp,
  event: unknown,
  limit: AbortSignal,
  requestId: string,
): Promise<Answer | Description | Paused> => {
  const request = readable(sweepRequest(event, app.own));
  if (request.kind === 'describe') return describe(app.ports(limit), app.readPolicy, app.checkResources);
  if (request.kind !== 'sweep') return obey(app, app.ports(limit), request, requestId);
  const { confirm, dryRun } = request;
  app.takeCalls();
  const ports = app.ports(limit);
  if (confirm && !dryRun)
    await recordOrder({ ...ports, newId: app.newId }, { order: 'confirm', ids: [], ...confirm, requestId });
  const policy = await app.readPolicy();
  // A person does not wait for a sweep that is under way.
  const swept =
    dryRun || confirm !== undefined
      ? sweep(ports, policy, {
          cause: confirm === undefined ? 'sweep' : 'confirmed sweep',
          dryRun,
          ...(confirm !== undefined && { confirm: confirm.fingerprint }),
        }).then(({ result }) => result)
      : sweepOnSchedule(ports, policy, { scheduled: isFromAws(event) });
  const { results, plan, ...result } = await swept;
  // Who confirms a plan has read it: rows and changes would let the right fingerprint be computed.
  const isBrief = result.notice !== undefined || (confirm !== undefined && result.fingerprint === '');
  const most = isBrief ? brief : mostTold;
  const told = fitInBytes(results.slice(0, most.count), most.bytes);
  const omitted = results.length - told.length;
  return {
    ...result,
    ...(plan && !isBrief && { plan }),
    calls: app.takeCalls(),
    results: told,
    ...(omitted > 0 && { omitted }),
  };
};

/** Answers a schedule, a manual payload, or a batch of the region queue. Throws one clear `TerminalError` when a payload is malformed. */
export const answer =
  ({ members, ...app }: AppOf<SweepApp>) =>
  async (
    event: unknown,
    context: Context,
  ): Promise<Answer | Description | Paused | PlaceAnswer | NotReached | RolesTried | SQSBatchResponse> => {
    const limit = limitOf(context);
    const { awsRequestId: requestId } = context;
    if (!members) return isBatch(event) ? answerBatch(app, event, limit) : answerPayload(app, event, limit, requestId);
    const [{ sweepAcrossPlaces }, all] = await Promise.all([import('./across-places.ts'), members()]);
    return sweepAcrossPlaces({ home: app, members: all, requestId }, event, context, {
      one: (place, payload) => answerPayload(place, payload, limit, requestId),
      batch: (place, part) => answerBatch(place, part, limit),
    });
  };
