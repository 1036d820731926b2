import type { World } from '../../infra/local/world/world.ts';
import type { Built } from './build.ts';
import type { History } from './right.ts';

const logGroup = 'vpc-flow-logs';

/** What a policy says of its clients in a history. */
export const clientsIn = (history: History) =>
  history === 'flow logs' ? { clients: { flowLogs: { logGroup, window: '7d' } } } : {};

/**
 * Writes the flow log of a week in which each party that mounts has spoken to every mount target, also those that have no
 * interface at the moment and those outside AWS, and nobody else has.
 */
export const logTalkers = (_world: World, _built: Built): void => {
  // The local endpoint serves no flow logs.
};
