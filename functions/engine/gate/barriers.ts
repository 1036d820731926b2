import { brakes } from '../../core/brakes/brakes.ts';
import type { MountTargetId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { Ports } from '../ports/ports.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';
import type { Gate } from '../ports/record/gate.ts';
import { isPaused, paused, standing } from './gate.ts';

/** Every reason on record of a mount target, its file system's included, not to write to it now. */
export const onRecord = (
  policy: Policy,
  { id: fileSystemId, holds, landed, releasedAt }: FileSystemRecord,
  id: MountTargetId,
  now: number,
): readonly Reason[] => {
  const standing = {
    holds: [id, fileSystemId].flatMap((subject) => {
      const hold = holds.get(subject);
      return hold ? [{ id: subject, hold }] : [];
    }),
    changes: landed.filter(({ mountTargetId }) => mountTargetId === id),
    releasedAt: releasedAt.get(id),
  };
  return brakes(policy, standing, now);
};

/** Why a mount target may not be written now, as far as that was read: the pause, the gate, holds and flapping. */
export const barriers = (
  { paused: byEnvironment, clock }: Pick<Ports, 'paused' | 'clock'>,
  policy: Policy,
  gate: Gate,
  record: FileSystemRecord,
  id: MountTargetId,
): readonly Reason[] => {
  if (isPaused({ paused: byEnvironment }, policy)) return [paused];
  const now = clock.now();
  return [...standing(gate, now), ...onRecord(policy, record, id, now)];
};
