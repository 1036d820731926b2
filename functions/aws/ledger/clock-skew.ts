import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import type { DeserializeMiddleware } from '@smithy/types';
import { RetryableError } from '../../core/model/errors.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { Clock } from '../../engine/ports/ports.ts';

/**
 * How far a clock may be from DynamoDB's, in ms. A lease outlives its holder's invocation by 30 s, so two clocks that are
 * 10 s off in opposite directions still leave a lease alone while its holder can be alive.
 */
const toleratedMs = 10_000;

/** How far the machine's clock is ahead, in ms; undefined before anything has told. */
export type Skew = () => number | undefined;

const dateOf = (response: unknown): number => {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return Number.NaN;
  const { headers } = response;
  const date = typeof headers === 'object' && headers !== null && 'date' in headers ? headers.date : undefined;
  return Date.parse(String(date));
};

/**
 * Compares the clock with the `Date` header of each answer that DynamoDB gives, to about a second. An answer without one
 * says nothing of it.
 */
export const clockSkew = (
  { middlewareStack }: Pick<DynamoDBClient, 'middlewareStack'>,
  { now }: Pick<Clock, 'now'>,
): Skew => {
  let skew: number | undefined;
  const compare: DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => async (args) => {
    const answer = await next(args);
    const date = dateOf(answer.response);
    if (!Number.isNaN(date)) skew = now() - date;
    return answer;
  };
  // As the innermost of its step, it sees an answer that refuses, too.
  middlewareStack.add(compare, { step: 'deserialize', priority: 'low', name: 'clockSkew' });
  return () => skew;
};

const isTolerated = (skew: number | undefined): boolean => skew !== undefined && Math.abs(skew) <= toleratedMs;

/**
 * Resolves when the clock is right, and rejects with `RetryableError` (`clock-skew`) when it is not. With `unless-unknown` a
 * clock that is not known yet passes, which spares the question.
 */
export type ClockCheck = (unless?: 'unless-unknown') => Promise<void>;

/** A check before anything that other machines compare with their own time. @param ask is for any answer of DynamoDB: it tells what time it is. */
export const clockCheck =
  (skew: Skew, ask: () => Promise<unknown>): ClockCheck =>
  async (unless) => {
    if (unless && skew() === undefined) return;
    // A measure that was taken wrongly, by an answer that was read late, must not silence this machine: it is taken again.
    if (!isTolerated(skew())) await ask();
    const ms = skew() ?? 0;
    if (Math.abs(ms) <= toleratedMs) return;
    const off = `${Math.round(Math.abs(ms) / 1000)} s ${ms > 0 ? 'ahead of' : 'behind'} DynamoDB's`;
    throw new RetryableError(`the clock of this machine is ${off}; nothing is written until it is set right`, {
      code: 'clock-skew',
    });
  };

/** What a ledger keeps times by. */
type TimeKeeping = Pick<
  Ledger,
  | 'acquire'
  | 'hold'
  | 'keepOrder'
  | 'releaseHold'
  | 'spend'
  | 'closeGate'
  | 'openGate'
  | 'tryOut'
  | 'pause'
  | 'resume'
  | 'beginSurvey'
>;

/** A ledger that gives no lease, without which nothing is written, and keeps no time by a clock that is wrong. Outcomes are recorded all the same. */
export const inStep = <Kept extends TimeKeeping>(ledger: Kept, check: ClockCheck): Kept => {
  const checked =
    <Args extends readonly unknown[], T>(work: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      await check();
      return work(...args);
    };
  return {
    ...ledger,
    acquire: checked(ledger.acquire),
    hold: checked(ledger.hold),
    keepOrder: checked(ledger.keepOrder),
    releaseHold: checked(ledger.releaseHold),
    spend: checked(ledger.spend),
    closeGate: checked(ledger.closeGate),
    openGate: checked(ledger.openGate),
    tryOut: checked(ledger.tryOut),
    pause: checked(ledger.pause),
    resume: checked(ledger.resume),
    beginSurvey: checked(ledger.beginSurvey),
  };
};
