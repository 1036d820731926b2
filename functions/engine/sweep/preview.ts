import type { Policy } from '../../core/model/policy.ts';
import { isPaused, orderedPause } from '../gate/gate.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import { type Plan, planOf } from './plan.ts';
import { type SurveyPorts, surveyOnRecord } from './survey-on-record.ts';
import { warningsOf } from './warnings.ts';

/** What a preview stands on: it only reads. */
export interface PreviewPorts extends SurveyPorts {
  /** A short digest of a text: 12 hexadecimal digits. */
  digest(text: string): string;
}

/** What a sweep would find and do now. */
export interface Preview {
  /** Every mount target. */
  readonly surveyed: readonly Surveyed[];
  readonly plan: Plan;
  /** When the last finished sweep began, in epoch milliseconds; absent where none is on record. */
  readonly sweptAt?: number;
  /** What a person should know of the policy, as sentences. */
  readonly warnings: readonly string[];
}

/** Looks at every mount target as a sweep does; nothing is queued and nothing is recorded. Rejects as a sweep does. */
export const preview = async (ports: PreviewPorts, policy: Policy): Promise<Preview> => {
  const startedAt = ports.clock.now();
  const { surveyed, gate, onRecord, groupsSeen } = await surveyOnRecord(ports, policy, startedAt);
  const plan = planOf(policy, surveyed, ports.digest, {
    // What the environment of the functions says is not known here.
    paused: isPaused({ paused: false }, policy),
    orderedPause: orderedPause(gate, startedAt),
    gate,
  });
  const { sweptAt } = onRecord.known;
  return {
    surveyed,
    plan,
    warnings: warningsOf(policy, startedAt, groupsSeen),
    ...(sweptAt !== undefined && { sweptAt }),
  };
};
