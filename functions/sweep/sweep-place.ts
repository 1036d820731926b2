import type { Context } from 'aws-lambda';
import { RetryableError, TerminalError } from '../core/model/errors.ts';
import type { Place } from '../core/model/place.ts';
import type { NotSweptCode } from '../engine/ports/coverage.ts';
import type { SweepResult } from '../engine/ports/sweep-result.ts';
import { sweepOnSchedule } from '../engine/sweep/sweep-when-due.ts';
import type { PlaceSweepRequest } from '../intake/place-sweep.ts';
import type { SweepApp } from '../runtime/assemble-sweep.ts';
import { isNotReached } from '../runtime/by-place.ts';
import type { Members, NotReached } from '../runtime/members.ts';
import { timeLimit } from '../runtime/time.ts';

/** What the sweep of a place answers: little, for a run has thousands of them. */
export interface PlaceAnswer extends Place {
  readonly outcome: 'swept' | NotSweptCode | Exclude<NotReached['refused'], 'role-missing'>;
  /** Mount targets that the policy would change; absent where the place was not swept. */
  readonly changes?: number;
  readonly queued?: number;
}

/** How long a sweep in a child of a Distributed Map may take, in ms: an Express child lives for five minutes. */
const deadlineMs = 240_000;

/** The end of that time, in ms, in which nothing is read any more. */
const reserveMs = 40_000;

/** What AWS answers to valid credentials in a Region that the account has not enabled. */
const disabled = ['AuthFailure', 'InvalidClientTokenId', 'OptInRequired', 'UnrecognizedClientException'];

interface NotSwept {
  readonly code: NotSweptCode;
  readonly reason: string;
}

const nextRun = 'The next run goes on from there.';

/** What an error says of the place that was to be swept. */
const notSweptBy = (error: unknown, { account, region }: Place): NotSwept => {
  const text = error instanceof Error ? error.message : String(error);
  const [cause, code] =
    error instanceof RetryableError || error instanceof TerminalError
      ? [error.cause instanceof Error ? error.cause.name : '', error.code]
      : ['', undefined];
  if (disabled.includes(cause))
    return {
      code: 'region-disabled',
      reason: `Account ${account} has not enabled Region ${region}. Enable it, or leave the Region out of the policy's organization. ${text}.`,
    };
  if (code === 'access-denied')
    return { code, reason: `AWS denies a read: ${text}. Update the member stack of account ${account}.` };
  if (code === 'throttled') return { code, reason: `AWS slows calls down: ${text}. ${nextRun}` };
  if (code === 'out-of-time') return { code: 'partial', reason: `The time of one sweep was not enough. ${nextRun}` };
  return { code: 'failed', reason: `${text}.` };
};

/** Why a result says that the place was not swept to its end; undefined when it was. */
const notSweptIn = ({ skipped, results, checked }: SweepResult): NotSwept | undefined => {
  if (skipped !== undefined) return { code: 'under-way', reason: skipped };
  const unread = results.filter(({ reasons }) => reasons.includes('out-of-time')).length;
  if (unread === 0) return undefined;
  return {
    code: 'partial',
    reason: `The time of one sweep was not enough: ${unread} of ${checked} mount targets or file systems were not read. ${nextRun}`,
  };
};

/**
 * Sweeps one place in a run of the organisation and puts on record what it found, or why it was not swept. Whatever is wrong
 * with the account or Region is an outcome; rejects only when the hub's own table or policy cannot be read.
 */
export const sweepPlace = async (
  { at, coverage, clock }: Members<SweepApp>,
  { place, run, dryRun }: PlaceSweepRequest,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
): Promise<PlaceAnswer> => {
  const startedAt = clock.now();
  const notSwept = async ({ code, reason }: NotSwept): Promise<PlaceAnswer> => {
    await coverage.recordNotSwept(place, { at: clock.now(), run, code, reason });
    return { ...place, outcome: code };
  };
  let app: SweepApp | NotReached;
  try {
    app = await at(place, context.awsRequestId);
  } catch (error) {
    return notSwept(notSweptBy(error, place));
  }
  if (isNotReached(app)) {
    const { refused: code, reason } = app;
    return code === 'role-missing' ? notSwept({ code, reason }) : { ...place, outcome: code };
  }
  app.metrics.addMetadata('account', place.account).addMetadata('region', place.region);
  const left = Math.min(context.getRemainingTimeInMillis(), deadlineMs - (clock.now() - startedAt));
  const limit = timeLimit({ getRemainingTimeInMillis: () => left }, reserveMs);
  let result: SweepResult;
  try {
    result = await sweepOnSchedule(app.ports(limit), await app.readPolicy(), { scheduled: dryRun, planOnly: dryRun });
  } catch (error) {
    return notSwept(notSweptBy(error, place));
  }
  const { policyVersion, fingerprint, checked, plan, queued, summary } = result;
  const changes = plan?.count ?? 0;
  const fault = notSweptIn(result);
  if (fault) return { ...(await notSwept(fault)), changes, queued };
  const found = { policyVersion, fingerprint, checked, changes, queued, summary };
  await coverage.recordSwept(place, { at: startedAt, run, dryRun, ...found }, app.takeGauges?.());
  return { ...place, outcome: 'swept', changes, queued };
};
