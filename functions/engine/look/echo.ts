import { isUndoing } from '../../core/brakes/undoing.ts';
import { attribute } from '../../core/model/attribution.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { MountTargetId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import { openNow } from '../../core/nfs/guard.ts';
import { nfsReach } from '../../core/nfs/reach.ts';
import { blank } from '../findings/fault.ts';
import { codesOf, warningOf } from '../findings/report.ts';
import type { Ports } from '../ports/ports.ts';
import type { EfsInterface } from '../ports/region-reader.ts';

/** How long after a fix the events that it set off are taken for its echoes, in ms: AWS Config may lag by minutes. */
const echoMs = 15 * 60_000;

/**
 * The finding for a mount target whose interface carries just what our own last fix put there, a short while ago and
 * under the same policy: an echo of that fix, for which reading the interface, and the rules of its groups, was enough. Otherwise, and while a later
 * change has no outcome, undefined; also after an undoing, which brings about what the policy does not want.
 */
export const echoOf = async (
  { ledger, clock, reader }: Pick<Ports, 'ledger' | 'clock' | 'reader'>,
  policy: Policy,
  mountTargetId: MountTargetId,
  { attached }: EfsInterface,
): Promise<Finding | undefined> => {
  const { pending, changes } = await ledger.record(mountTargetId);
  const [last] = changes;
  const groups = groupSet(attached);
  const isEcho =
    !pending &&
    last?.status === 'fixed' &&
    !isUndoing(last.rule) &&
    last.policyVersion === policy.version &&
    clock.now() - last.concludedAt < echoMs &&
    sameGroups(groups, last.after);
  if (!isEcho) return undefined;
  // Whom the groups let in may have changed since.
  const openings = openNow(nfsReach(groups, await reader.rules(groups)), policy);
  return {
    ...blank({ mountTargetId, fileSystemId: last.fileSystemId }),
    status: 'compliant',
    rule: last.rule,
    before: groups,
    after: groups,
    causedBy: attribute(last.actor),
    previous: last.after,
    warnings: codesOf(openings),
    explanation: [`It is as change ${last.changeId} left it.`, ...openings.map(warningOf)].join(' '),
  };
};
