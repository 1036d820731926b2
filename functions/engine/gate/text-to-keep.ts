import type { Policy } from '../../core/model/policy.ts';
import type { Ports } from '../ports/ports.ts';
import type { Gate } from '../ports/record/gate.ts';

/**
 * The text of a policy that is to be put on record before anything is written under it; undefined where the gate says that the
 * policy is measured, which is said only once its text is kept.
 */
export const textToKeep = (
  { textOf }: Pick<Ports, 'textOf'>,
  policy: Policy,
  { measured }: Gate,
): string | undefined => (measured === policy.version ? undefined : textOf(policy));
