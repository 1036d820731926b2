import { at, text } from '../../../functions/intake/read.ts';
import { staleGroups } from '../../../infra/local/faults/stale-groups.ts';
import { groupsOf } from '../../../infra/local/world/storage.ts';
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

const minuteMs = 60_000;

/** The minutes that a request for metrics asks for, its first one whole as CloudWatch has it. */
const minutesIn = (input: unknown): readonly Date[] => {
  const [from, to] = ['StartTime', 'EndTime'].map((key) => Number(at(input, key)));
  const first = Math.floor(Number(from) / minuteMs) * minuteMs;
  const count = Math.max(0, Math.ceil((Number(to) - first) / minuteMs));
  return Array.from({ length: count }, (_, index) => new Date(first + index * minuteMs));
};

/** Sets the stage: nothing has happened yet. */
export const setStage = (scenery: Scenery): Stage => {
  const { seed, timeline, world } = scenery;
  const { now } = timeline;
  const watchers: ((happening: Happening) => void)[] = [];
  const counts = new Map<string, number>();
  const groups = staleGroups({ now, sleep: never }, () => ({ ms: stage.weather.staleMs }));
  const account = accountOf({ world, behaviour: scenery.behaviour, groups, now });
  const tables = memoryTables({ ledger: ['pk', 'sk'], idempotency: ['id'] });

  const countStale = ({ step, target }: Call, shown: unknown): void => {
    if (!target || !/^(re-read|read back|observe)$/.test(step) || !world.mountTargets.has(target)) return;
    if (JSON.stringify(shown) !== JSON.stringify({ SecurityGroups: groupsOf(world, target) }))
      stage.count('stale read');
  };

  const services: Record<Call['service'], (operation: string, input: unknown) => unknown> = {
    ...account,
    dynamodb: tables.perform,
    cloudwatch: (_operation, input) => {
      const id = text(input, 'MetricDataQueries.0.MetricStat.Metric.Dimensions.0.Value') ?? '';
      const Timestamps = minutesIn(input);
      const Values = Timestamps.map(() => stage.connections.get(id) ?? 10);
      return { MetricDataResults: [{ Id: 'clients', StatusCode: 'Complete', Timestamps, Values }] };
    },
  };

  const stage: Stage = {
    ...scenery,
    paused: false,
    staleMs: scenery.weather.staleMs,
    account,
    tables,
    history: historyOf(world, now),
    connections: new Map(),
    counts,
    count: (fault) => void counts.set(fault, (counts.get(fault) ?? 0) + 1),
    happen: (happening) => {
      for (const watcher of watchers) watcher(happening);
    },
    watch: (watcher) => void watchers.push(watcher),
    perform(call) {
      const { service, operation, input } = call;
      const output = services[service](operation, input);
      if (isWrite(call)) stage.history.record();
      countStale(call, output);
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
