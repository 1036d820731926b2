import { randomUUID } from 'node:crypto';
import { efsActuator } from '../../../functions/aws/write/actuator.ts';
import { securityGroupId } from '../../../functions/core/model/ids.ts';
import type { Request } from '../../../functions/core/model/request.ts';
import { remediator } from '../../../functions/engine/look/remediate.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import type { WorkQueue } from '../../../functions/engine/ports/work-queue.ts';
import { must } from '../../support/must.ts';
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

/** A request about these security groups. */
export const aboutGroups = (...groups: readonly { readonly id: string }[]): Request => ({
  ...request,
  securityGroupIds: groups.map(({ id }) => must(securityGroupId(id))),
});

/** A request about these interfaces. */
export const aboutInterfaces = (...networkInterfaceIds: readonly string[]): Request => ({
  ...request,
  networkInterfaceIds,
});

interface EngineOptions {
  /** Undefined for a function that no queue feeds. */
  readonly queue: WorkQueue | undefined;
}

/** The engine on a region; `invoke` answers requests as one invocation does, and counts calls from there. */
export const engineOn = ({ aws, clients, ports, policy }: Region, { queue }: EngineOptions) => {
  const { queue: _, ...reading } = ports;
  const all: Ports = {
    ...reading,
    actuator: efsActuator(clients),
    connections: { clients: async () => new Map() },
    paused: false,
    digest: (text) => text,
    newId: randomUUID,
    ...(queue && { queue }),
  };
  return {
    invoke: async (requests: readonly Request[], under = policy) => {
      aws.calls.reset();
      const remediate = remediator(all, under);
      return (await Promise.all(requests.map((request) => remediate(request)))).flat();
    },
    writes: () => aws.calls.total('efs:ModifyMountTargetSecurityGroups'),
  };
};
