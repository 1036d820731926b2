import {
  DescribeMountTargetSecurityGroups$,
  type DescribeMountTargetSecurityGroupsRequest,
  type DescribeMountTargetSecurityGroupsResponse,
  ModifyMountTargetSecurityGroups$,
  type ModifyMountTargetSecurityGroupsRequest,
} from '@aws-sdk/client-efs';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { interfaceOf, subnetOf, usableIn } from '../world/storage.ts';
import type { MountTarget } from '../world/world.ts';
import { knownMountTarget, modelled } from './ids.ts';

/** The set of groups to put on a mount target in the VPC. Throws what EFS documents for CreateMountTarget and Modify. */
export const acceptedGroups = (
  asked: readonly string[] | undefined,
  vpcId: string,
  { world, behaviour }: Context,
): readonly string[] => {
  const groupIds = [...new Set(asked)];
  for (const id of groupIds) modelled('securityGroups', id);
  if (groupIds.length === 0) throw new AwsFault('BadRequest', 'Must provide at least one security group.');
  if (groupIds.length > behaviour.groupLimit) {
    throw new AwsFault(
      'SecurityGroupLimitExceeded',
      `The maximum number of security groups per interface (${behaviour.groupLimit}) has been reached.`,
    );
  }
  for (const id of groupIds) {
    if (!usableIn(world, id, vpcId)) {
      throw new AwsFault('SecurityGroupNotFound', `Security group '${id}' does not exist in VPC '${vpcId}'.`);
    }
  }
  return groupIds;
};

const checkState = ({ id, lifeCycleState }: MountTarget, { behaviour }: Context): void => {
  if (behaviour.strictLifeCycle && lifeCycleState !== 'available') {
    throw new AwsFault('IncorrectMountTargetState', `Mount target '${id}' is in state '${lifeCycleState}'.`);
  }
};

const describe = (
  input: DescribeMountTargetSecurityGroupsRequest,
  context: Context,
): DescribeMountTargetSecurityGroupsResponse => {
  const known = knownMountTarget(context.world, input.MountTargetId);
  checkState(known, context);
  return { SecurityGroups: [...context.groups.shown(interfaceOf(context.world, known))] };
};

const modify = (input: ModifyMountTargetSecurityGroupsRequest, context: Context): void => {
  const { world } = context;
  const known = knownMountTarget(world, input.MountTargetId);
  checkState(known, context);
  const groupIds = acceptedGroups(input.SecurityGroups, subnetOf(world, known).vpcId, context);
  context.groups.replace(interfaceOf(world, known), groupIds);
};

/** Reading and replacing a mount target's security groups. */
export const groupOperations: readonly Operation[] = [
  operation(DescribeMountTargetSecurityGroups$, describe),
  operation(ModifyMountTargetSecurityGroups$, modify),
];
