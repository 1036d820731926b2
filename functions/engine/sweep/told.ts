import type { Finding, Status } from '../../core/model/finding.ts';
import { without } from '../../core/model/group-set.ts';
import type { Policy } from '../../core/model/policy.ts';
import { fitInBytes } from '../findings/fit-in-bytes.ts';
import type { ToldPlan } from '../ports/sweep-result.ts';
import type { Plan } from './plan.ts';

/** Whether a finding is part of a result: all but what is compliant without a warning, or not to be reported. */
export const isTold =
  ({ unmatched }: Policy) =>
  ({ status, warnings }: Finding): boolean => {
    if (warnings.length > 0) return true;
    return status !== 'compliant' && (unmatched === 'report' || status !== 'unmanaged');
  };

/** Changes of a plan in one answer, which Lambda lets have 6 MB beside its results. */
const mostPlanned = { count: 1000, bytes: 500_000 };

export const toldPlan = ({ changes, allowed }: Plan): ToldPlan => {
  const all = changes.slice(0, mostPlanned.count).map(({ mountTargetId, before, after }) => ({
    mountTargetId,
    add: without(after, before),
    remove: without(before, after),
  }));
  const told = fitInBytes(all, mostPlanned.bytes);
  const omitted = changes.length - told.length;
  return { count: changes.length, allowed, changes: told, ...(omitted > 0 && { omitted }) };
};

/** What asks most for a person first. */
const urgency: readonly Status[] = [
  'failed',
  'refused',
  'drifted',
  'would-fix',
  'deferred',
  'compliant',
  'exempt',
  'gone',
  'unmanaged',
];

export const byUrgency = (a: Finding, b: Finding): number => urgency.indexOf(a.status) - urgency.indexOf(b.status);
