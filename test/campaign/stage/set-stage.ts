import type { Clock } from '../../../infra/local/clock.ts';
import { type StaleGroups, staleGroups } from '../../../infra/local/faults/stale-groups.ts';
import { AwsFault } from '../../../infra/local/wire/aws-fault.ts';
import { chance } from './chance.ts';
import { memoryTables } from './dynamo/tables.ts';
import type { Call, Happening } from './happening.ts';
import { never } from './here.ts';
import { historyOf } from './history.ts';
import { requestsOn } from './requests.ts';
import { accountOf } from './services.ts';
import type { Scenery, Stage } from './stage.ts';

const isWrite = ({ service, operation }: Call): boolean =>
  (service === 'efs' || service === 'ec2') && !/^(Describe|Get|List)/.test(operation);

/** The groups of interfaces as EFS shows them, and as EC2 does, which lags behind. */
const shownGroups = (clock: Clock, stage: () => Stage) => {
  const counted = (groups: StaleGroups): StaleGroups => ({
    ...groups,
    shown(of) {
      const shown = groups.shown(of);
      if (shown.join() !== of.groupIds.join()) stage().count('stale read');
      return shown;
    },
  });
  const [efs, ec2] = [
    staleGroups(clock, () => ({ ms: stage().weather.staleMs })),
    staleGroups(clock, () => ({ ms: stage().weather.lagMs })),
  ];
  const replace: StaleGroups['replace'] = (of, groupIds) => {
    const before = of.groupIds;
    ec2.replace(of, groupIds);
    of.groupIds = before;
    efs.replace(of, groupIds);
  };
  return { efs: counted({ ...efs, replace }), ec2: counted({ ...ec2, replace }) };
};

/** Sets the stage: nothing has happened yet. */
export const setStage = (scenery: Scenery): Stage => {
  const { seed, timeline, world } = scenery;
  const { now } = timeline;
  const watchers: ((happening: Happening) => void)[] = [];
  const counts = new Map<string, number>();
  const groups = shownGroups({ now, sleep: never }, () => stage);
  const account = accountOf({ world, behaviour: scenery.behaviour, now }, groups);
  const tables = memoryTables({ ledger: ['pk', 'sk'], idempotency: ['id'] });
  const services: Record<Call['service'], (operation: string, input: unknown) => unknown> = {
    ...account,
    dynamodb: tables.perform,
  };

  const stage: Stage = {
    ...scenery,
    paused: false,
    staleMs: scenery.weather.staleMs,
    account,
    tables,
    history: historyOf(world, now),
    policy: scenery.policies[0],
    ailing: [],
    denied: new Set(),
    counts,
    count: (fault) => void counts.set(fault, (counts.get(fault) ?? 0) + 1),
    happen: (happening) => {
      for (const watcher of watchers) watcher(happening);
    },
    watch: (watcher) => void watchers.push(watcher),
    perform(call) {
      const { service, operation, input, target = '' } = call;
      if (operation === 'DescribeMountTargetSecurityGroups' && stage.denied.has(target)) {
        stage.count('read denied');
        throw new AwsFault('AccessDeniedException', `not authorized to read ${target}`);
      }
      const output = services[service](operation, input);
      if (isWrite(call)) stage.history.record();
      return output;
    },
    // Filled in below: requests need the stage that they are carried on.
    request: () => never(),
    die(process, why) {
      process.alive = false;
      stage.count(`process died ${why}`);
      stage.happen({ kind: 'died', process, why });
      process.onDeath();
      return never();
    },
  };
  for (const { settlesAt = now() } of world.settling) timeline.after(settlesAt - now(), stage.history.record);
  return Object.assign(stage, { request: requestsOn(stage, chance(seed, 'requests')) });
};
