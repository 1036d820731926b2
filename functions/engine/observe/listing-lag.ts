import type { Decision } from '../../core/model/decision.ts';
import { RetryableError } from '../../core/model/errors.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { ReasonCode } from '../../core/model/reason.ts';
import type { Cause } from '../../core/model/request.ts';

/** How long after a change EC2 may not list a group that was made for it, in ms: it does so within seconds. */
export const listingLagMs = 120_000;

const ofListing: ReadonlySet<ReasonCode> = new Set(['no-matching-group', 'group-not-in-vpc']);

/**
 * Puts a look off while EC2 may not list yet what a recent change goes with: a group that a rule wants is missing, or one
 * is attached that EC2 does not list. Throws `RetryableError` then; after `listingLagMs` the listing is believed.
 */
export const believeListing = (
  causes: readonly Cause[],
  { attached, usable, mountTarget: { vpcId } }: LiveState,
  decision: Decision,
  now: number,
): void => {
  const isRecent = causes.some(({ changedAt }) => changedAt !== undefined && Math.abs(now - changedAt) < listingLagMs);
  if (!isRecent || (decision.status !== 'refused' && decision.status !== 'drifted')) return;
  const [first, ...others] = decision.status === 'refused' ? decision.reasons : [];
  const unlisted = attached.filter((id) => !usable.some((group) => group.id === id));
  const isMissing = first !== undefined && [first, ...others].every(({ code }) => ofListing.has(code));
  if (!isMissing && unlisted.length === 0) return;
  throw new RetryableError(
    `EC2 may not list every group of ${vpcId} yet; it is asked again until two minutes after the change`,
    { code: isMissing ? first.code : 'group-not-in-vpc' },
  );
};
