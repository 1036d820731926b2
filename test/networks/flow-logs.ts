import { addFlowLog, logFlow, logNothing } from '../../infra/local/world/flow-logs.ts';
import type { World } from '../../infra/local/world/world.ts';
import type { Built } from './build.ts';
import type { History } from './right.ts';

const logGroup = 'vpc-flow-logs';

/** What a policy says of its clients in a history. */
export const clientsIn = (history: History) =>
  history === 'flow logs' ? { clients: { flowLogs: { logGroup, window: '7d' } } } : {};

const hour = 3_600_000;
const days = 24 * hour;

/**
 * Writes the flow log of eight days in which each party that mounts has spoken to every mount target twice a day, also those that
 * have no interface at the moment and those outside AWS, and nobody else has.
 */
export const logTalkers = (world: World, { mountTargets, parties }: Built): void => {
  const now = Date.now();
  for (const { id } of world.vpcs.values()) addFlowLog(world, { resourceId: id, logGroup, createdAt: now - 30 * days });
  const talkers = parties.filter(({ mounts }) => mounts).flatMap(({ addresses }) => addresses);
  for (const { networkInterfaceId } of mountTargets) {
    for (let at = now - 8 * days; at < now; at += 12 * hour)
      for (const from of talkers) logFlow(world, { networkInterfaceId, from, at });
    logNothing(world, { networkInterfaceId, from: now - 8 * days, to: now });
  }
};
