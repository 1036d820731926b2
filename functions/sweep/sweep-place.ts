import type { Context } from 'aws-lambda';
import { stoppedBy } from '../core/brakes/too-much-together.ts';
import { RetryableError, TerminalError } from '../core/model/errors.ts';
import type { FileSystemId } from '../core/model/ids.ts';
import type { Place } from '../core/model/place.ts';
import { together } from '../engine/async/together.ts';
import type { NotSweptCode, PlaceDecided, PlacePart } from '../engine/ports/coverage.ts';
import type { SweepResult } from '../engine/ports/sweep-result.ts';
import { decidedIn } from '../engine/sweep/in-run.ts';
import type { SweepPorts } from '../engine/sweep/sweep.ts';
import { sweepOnSchedule } from '../engine/sweep/sweep-when-due.ts';
import type { PlaceSweepRequest } from '../intake/place-sweep.ts';
import type { SweepApp } from '../runtime/assemble-sweep.ts';
import { isNotReached } from '../runtime/by-place.ts';
import type { Members, NotReached } from '../runtime/members.ts';
import { timeLimit } from '../runtime/time.ts';
import { tellSecurityHub } from './tell-security-hub.ts';

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

const isOutOfTime = (error: unknown): boolean => error instanceof RetryableError && error.code === 'out-of-time';

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
  if (isOutOfTime(error)) return { code: 'partial', reason: `The time of one sweep was not enough. ${nextRun}` };
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
 * The ledger for a sweep that begins where the plan of its run did, which has passed on what it read to the next run; and where
 * it began.
 */
const beginningWith = (ledger: SweepPorts['ledger'], plan: PlacePart | undefined) => {
  let after: FileSystemId | undefined;
  const beginSurvey: SweepPorts['ledger']['beginSurvey'] = async (forMs) => {
    const lease = await ledger.beginSurvey(forMs);
    if (!lease) return undefined;
    const { reached, ...rest } = lease;
    after = plan ? plan.after : reached;
    return { ...rest, ...(after !== undefined && { reached: after }) };
  };
  return { ledger: { ...ledger, beginSurvey }, began: () => (after === undefined ? {} : { after }) };
};

/** What a result has decided. */
const decidedBy = ({ policyVersion, plan, queued, results }: SweepResult): PlaceDecided => {
  const codes = results.flatMap(({ reasons }) => reasons);
  const stopped = stoppedBy(codes);
  return {
    policyVersion,
    changes: plan?.count ?? 0,
    queued,
    notEnforced: codes.filter((code) => code === 'not-enforced-here').length,
    ...(stopped && { stopped }),
  };
};

/**
 * Sweeps one place in a run of the organisation and puts on record what it found, or why it was not swept. What is not planned
 * by the same run and policy is not queued. Whatever AWS answers for the account or Region is an outcome; rejects for every
 * fault of the hub: of its table, queues, policy, or code.
 */
export const sweepPlace = async (
  { at, coverage, clock, isOfMember, securityHub }: Members<SweepApp>,
  { place, run, dryRun }: PlaceSweepRequest,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
): Promise<PlaceAnswer> => {
  const startedAt = clock.now();
  const notSwept = async (why: NotSwept, part?: PlacePart): Promise<PlaceAnswer> => {
    await coverage.recordNotSwept(place, { at: clock.now(), run, ...why, ...(part && { part }) });
    return { ...place, outcome: why.code };
  };
  const app = await at(place, context.awsRequestId);
  if (isNotReached(app)) {
    const { refused: code, reason } = app;
    return code === 'role-missing' ? notSwept({ code, reason }) : { ...place, outcome: code };
  }
  app.metrics.addMetadata('account', place.account).addMetadata('region', place.region);
  const left = Math.min(context.getRemainingTimeInMillis(), deadlineMs - (clock.now() - startedAt));
  const limit = timeLimit({ getRemainingTimeInMillis: () => left }, reserveMs);
  const [policy, onRecord] = await together([app.readPolicy(), dryRun ? undefined : coverage.placeOnRecord(place)]);
  const planOnly = dryRun || (onRecord && decidedIn(run)(onRecord)?.policyVersion) !== policy.version;
  const ports = app.ports(limit);
  const { ledger, began } = beginningWith(ports.ledger, onRecord?.notSwept?.part);
  let result: SweepResult;
  try {
    result = await sweepOnSchedule({ ...ports, ledger }, policy, { scheduled: dryRun, planOnly });
  } catch (error) {
    if (!isOfMember(error) && !isOutOfTime(error)) throw error;
    return notSwept(notSweptBy(error, place));
  }
  const { fingerprint, checked, summary } = result;
  const decided = decidedBy(result);
  const { changes, queued } = decided;
  const fault = notSweptIn(result);
  if (fault?.code === 'partial') return { ...(await notSwept(fault, { ...decided, ...began() })), changes, queued };
  if (fault) return notSwept(fault);
  const told = await tellSecurityHub(securityHub, app.logger, place, { result, at: clock.now() });
  const found = { ...decided, fingerprint, checked, summary, ...told };
  await coverage.recordSwept(place, { at: startedAt, run, dryRun, ...found }, app.takeGauges?.());
  return { ...place, outcome: 'swept', changes, queued };
};
