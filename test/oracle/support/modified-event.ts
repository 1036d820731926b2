import { randomUUID } from 'node:crypto';
import { sample, withValue } from '../../support/samples.ts';

/** The CloudTrail event of somebody's ModifyMountTargetSecurityGroups on a mount target. */
export const modifiedEvent = (mountTargetId: string, id: string = randomUUID()): unknown =>
  withValue(
    withValue(sample('cloudtrail-efs-modify-mount-target-security-groups'), ['id'], id),
    ['detail', 'requestParameters', 'mountTargetId'],
    mountTargetId,
  );
