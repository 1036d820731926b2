import { randomUUID } from 'node:crypto';
import type { Request } from '../../../functions/core/model/request.ts';
import { remediator } from '../../../functions/engine/look/remediate.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import { localActuator } from '../../support/engine-scene.ts';
import type { Region } from './region.ts';

/** A request of an event about nothing yet. */
export const request: Request = {
  mountTargetIds: [],
  fileSystemIds: [],
  networkInterfaceIds: [],
  securityGroupIds: [],
  prefixListIds: [],
  cause: 'CreateTags',
  dryRun: false,
};

/** A request about these interfaces. */
export const aboutInterfaces = (...networkInterfaceIds: readonly string[]): Request => ({
  ...request,
  networkInterfaceIds,
});

/** The engine of remediate on a region; `invoke` answers a request in an invocation of its own, and counts calls from there. */
export const engineOn = ({ aws, clients, ports, policy }: Region) => {
  const all: Ports = { ...ports, actuator: localActuator(clients), newId: randomUUID };
  return {
    invoke: async (request: Request) => {
      aws.calls.reset();
      return (await remediator(all, policy)(request)).findings;
    },
    writes: () => aws.calls.total('efs:ModifyMountTargetSecurityGroups'),
  };
};
