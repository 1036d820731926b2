import type { LiveState } from '../model/live-state.ts';
import type { Exemption } from '../model/policy.ts';

/** Whether an exemption of the place is about a mount target, whatever its date. */
export const isCovered = (
  { covers }: Pick<Exemption, 'covers'>,
  { mountTarget, fileSystem }: Pick<LiveState, 'mountTarget' | 'fileSystem'>,
): boolean => [mountTarget.id, mountTarget.fileSystemId, fileSystem.owner].some((it) => it === covers);
