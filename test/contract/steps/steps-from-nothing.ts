import type { Step } from '../step.ts';
import { efsEdgeSteps } from './efs-edge-steps.ts';
import { fileSystemSteps } from './file-system-steps.ts';
import { groupSteps } from './group-steps.ts';
import { identitySteps } from './identity-steps.ts';
import { interfaceSteps } from './interface-steps.ts';
import { messageSteps } from './message-steps.ts';
import { mountTargetSteps } from './mount-target-steps.ts';
import { networkSteps } from './network-steps.ts';
import { plainInterfaceSteps } from './plain-interface-steps.ts';
import { queueSteps } from './queue-steps.ts';
import { ruleSteps } from './rule-steps.ts';
import { securityGroupSteps } from './security-group-steps.ts';
import { tableSteps } from './table-steps.ts';
import { tagSteps } from './tag-steps.ts';
import { vpcSteps } from './vpc-steps.ts';

/** What is played in an account where there is nothing. */
export const stepsFromNothing: readonly Step[] = [
  ...identitySteps,
  ...queueSteps,
  ...messageSteps,
  ...tableSteps,
  ...networkSteps,
  ...vpcSteps,
  ...securityGroupSteps,
  ...ruleSteps,
  ...tagSteps,
  ...fileSystemSteps,
  ...mountTargetSteps,
  ...groupSteps,
  ...interfaceSteps,
  ...plainInterfaceSteps,
  ...efsEdgeSteps,
];
