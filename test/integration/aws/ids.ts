import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../../functions/core/model/ids.ts';

/** The id that a test knows to be one. */
export const known = <Id>(id: Id | undefined): Id => {
  if (id === undefined) throw new Error('not an id');
  return id;
};

export const mt = known(mountTargetId('fsmt-0123456789abcdef0'));
export const fs = known(fileSystemId('fs-0123456789abcdef0'));
export const vpc = known(vpcId('vpc-0123456789abcdef0'));
/** A security group's id, made from a small number. */
export const sg = (n: number) => known(securityGroupId(`sg-${n.toString(16).padStart(8, '0')}`));
