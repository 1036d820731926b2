import { decide } from '../core/decide.ts';
import type { Finding } from '../core/finding.ts';
import type { Policy } from '../core/policy.ts';
import { act, toBeWritten } from './act.ts';
import { cutShort, faultFinding } from './fault.ts';
import { observe, type Target } from './observe.ts';
import type { Ports, Reader } from './ports.ts';
import type { Purpose } from './purpose.ts';
import { report } from './report.ts';

const lookOrThrow = async (
  ports: Ports,
  observer: Reader,
  policy: Policy,
  target: Target,
  purpose: Purpose,
): Promise<Finding> => {
  const { live, pending } = await observe(observer, ports.ledger, target);
  const decision = decide(live, policy, ports.clock.now());
  const finding = report(target, live, decision, policy);
  if (purpose.dryRun || !(toBeWritten(decision) || pending)) return finding;
  try {
    return await act(ports, policy, { target, live, purpose });
  } catch (error) {
    return cutShort(ports.journal, finding, error);
  }
};

/**
 * Looks at one mount target and, where the policy enforces and the purpose is not a dry run, puts it right. Never
 * rejects: a fault becomes a `deferred` or `failed` finding, so that it stops no other look.
 *
 * @param observer reads for the first decision; may share answers between looks. What is written rests on `ports.reader`.
 */
export const look = async (
  ports: Ports,
  observer: Reader,
  policy: Policy,
  target: Target,
  purpose: Purpose,
): Promise<Finding> => {
  const subject = { mountTargetId: target.id, fileSystemId: target.known?.fileSystemId ?? null };
  try {
    return await lookOrThrow(ports, observer, policy, target, purpose);
  } catch (error) {
    return faultFinding(ports.journal, subject, error);
  }
};
