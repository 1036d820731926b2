import type { Logger } from '@aws-lambda-powertools/logger';
import { RetryableError, TerminalError } from '../core/model/errors.ts';
import type { Place } from '../core/model/place.ts';
import type { ToldSecurityHub } from '../engine/ports/security-hub.ts';
import type { SweepResult } from '../engine/ports/sweep-result.ts';
import type { Members } from '../runtime/members.ts';

const faultOf = (error: unknown, { account, region }: Place): string => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  if (cause instanceof Error && cause.name === 'InvalidAccessException')
    return `Security Hub is not enabled in account ${account} and Region ${region}. Enable it there, or give the hub SecurityHub=off.`;
  const isOurs = error instanceof RetryableError || error instanceof TerminalError;
  const remedy =
    isOurs && error.code === 'access-denied'
      ? `Give the member stack of account ${account} SecurityHub=on.`
      : 'The next run tells it.';
  return `Security Hub was not told: ${message}. ${remedy}`;
};

/**
 * Tells the place's Security Hub what a whole sweep of it found, where the deployment is to do so. Never rejects: a fault is part
 * of what is answered, and of the log.
 */
export const tellSecurityHub = async (
  reaching: Members<unknown>['securityHub'],
  logger: Logger,
  place: Place,
  { result, at }: { readonly result: SweepResult; readonly at: number },
): Promise<{ readonly securityHub?: ToldSecurityHub }> => {
  if (!reaching) return {};
  let securityHub: ToldSecurityHub;
  try {
    const { securityHubAt } = await import('../runtime/security-hub.ts');
    securityHub = await securityHubAt(reaching(place)).tell(result.results, at);
  } catch (error) {
    securityHub = { active: 0, sent: 0, archived: 0, refused: 0, fault: faultOf(error, place) };
  }
  if (securityHub.fault !== undefined) logger.warn('Security Hub not told everything', { ...place, ...securityHub });
  return { securityHub };
};
