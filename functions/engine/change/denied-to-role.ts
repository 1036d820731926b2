import type { Ledger } from '../ports/ledger.ts';
import type { Change, Intent } from '../ports/record/change.ts';

/** Changes of others that are looked through at most. */
const mostChanges = 100;

/** How AWS names a policy that denies a caller whatever the mount target (IAM, "Troubleshoot access denied error messages"). */
const namesPolicy = /(?:because no|explicit deny in an?) (?!resource-based)/i;

const isDenied = ({ reasons }: Change): boolean => reasons.includes('access-denied');

/**
 * Whether AWS denies the role every change, and not only that of one mount target: since a time it took none of another one, and
 * it denied another one too or names a policy of the role.
 */
export const isDeniedToRole = async (
  ledger: Pick<Ledger, 'between'>,
  { mountTargetId: id }: Intent,
  text: string,
  since: number,
  at: number,
): Promise<boolean> => {
  const { changes } = await ledger.between(since, at, mostChanges);
  const others = changes.filter(({ mountTargetId }) => mountTargetId !== id);
  if (others.some(({ status }) => status === 'fixed')) return false;
  return others.some(isDenied) || namesPolicy.test(text);
};
