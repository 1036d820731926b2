import type { Removal } from './guards/removal.ts';
import { invariants } from './invariants/all.ts';
import { writeIn } from './invariants/writes.ts';
import { anyAccount } from './scenario/account.ts';
import { busOf } from './scenario/bus.ts';
import { cloudTrailEvent, ownRole } from './scenario/events.ts';
import { invocationsOn } from './scenario/invocations.ts';
import { confirmPlan, holdAtLeases, order } from './scenario/orders.ts';
import { peopleOn } from './scenario/people.ts';
import { anyPolicy } from './scenario/policy.ts';
import { pollQueues } from './scenario/poll-queues.ts';
import { createQueues } from './scenario/queues.ts';
import { startRival } from './scenario/rival.ts';
import { inTimeOf } from './scenario/virtual-time.ts';
import { type Chance, chance } from './stage/chance.ts';
import type { Happening } from './stage/happening.ts';
import { setStage } from './stage/set-stage.ts';
import type { Stage } from './stage/stage.ts';
import { timeline } from './stage/timeline.ts';
import { calm, weather } from './stage/weather.ts';

/** Something that did not hold. */
export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

/** How one run went. */
export interface RunResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** How often each fault was let happen. */
  readonly faults: ReadonlyMap<string, number>;
  readonly writes: number;
  readonly messages: number;
  readonly invocations: number;
}

/** What may differ between runs of one seed. */
export interface RunOptions {
  readonly removal?: Removal;
  /** Told everything that happens, as it happens. */
  readonly onHappening?: (happening: Happening, stage: Stage) => void;
}

const minute = 60_000;

const anyStage = (seed: number): Stage => {
  const some = (purpose: string): Chance => chance(seed, purpose);
  const time = timeline(some('ties'));
  const world = anyAccount(seed, time.now(), some('account'));
  const behaviour = some('behaviour');
  return setStage({
    seed,
    timeline: time,
    world,
    policies: [
      anyPolicy('0000000000a1', world, time.now(), some('policy')),
      anyPolicy('0000000000a2', world, time.now(), some('another policy')),
    ],
    weather: weather(some('weather')),
    behaviour: {
      groupLimit: behaviour.pick([5, 5, 16, 3]),
      creatingMs: 0,
      deletingMs: behaviour.between(0, 30_000),
      logEventsScanned: 10_000,
      strictLifeCycle: true,
    },
  });
};

const play = async (stage: Stage, removal: Removal | undefined): Promise<void> => {
  const { seed, timeline: time } = stage;
  const some = (purpose: string): Chance => chance(seed, purpose);
  createQueues(stage);
  const invocations = invocationsOn(stage, some('invocations'), removal);
  const queues = pollQueues(stage, some('queue'), invocations);
  const bus = busOf(stage, some('bus'), queues.poll);
  const people = peopleOn(stage, some('people'), bus);
  holdAtLeases(stage, some('holds'), invocations);
  let writes = 0;

  stage.watch((it) => {
    const write = it.kind === 'performed' && it.error === undefined ? writeIn(stage, it) : undefined;
    if (!write) return;
    writes += 1;
    const requestParameters = { mountTargetId: write.target, securityGroups: write.groups };
    const call = { service: 'elasticfilesystem', eventName: 'ModifyMountTargetSecurityGroups' } as const;
    bus.deliver(cloudTrailEvent(time.now(), some(`own ${writes}`), { ...call, role: ownRole, requestParameters }));
    people.echo(write.target);
  });

  const storm = some('storm');
  const stormMs = storm.between(2, 12) * minute;
  const during = (what: () => void): void => time.after(storm.between(0, stormMs), what);
  for (let count = storm.between(5, 25); count > 0; count -= 1) during(people.act);
  for (let count = storm.between(0, 3); count > 0; count -= 1) during(() => order(stage, storm, invocations));
  if (storm.happens(0.25)) {
    during(() => {
      stage.ailing = storm.some(['efs', 'ec2', 'dynamodb', 'sqs'] as const, 1, 2);
      stage.count(`${stage.ailing.join(' and ')} ailing`);
      time.after(storm.between(20_000, 120_000), () => {
        stage.ailing = [];
      });
    });
  }
  if (storm.happens(0.15)) {
    during(() => {
      stage.count('everything paused');
      stage.paused = true;
    });
    during(() => {
      stage.paused = false;
    });
  }
  for (let at = storm.between(0, 3 * minute); at < stormMs; at += storm.between(2, 5) * minute)
    time.after(at, () => void invocations.sweep());
  const rival = storm.happens(0.35) ? startRival(stage, some('rival'), people) : undefined;
  await time.pass(stormMs);

  rival?.stop();
  stage.paused = false;
  stage.weather = calm();
  // Time enough for whatever was under way, for late events, and for a message to die of its eighth receive.
  for (let waits = 0; waits < 12 && (waits < 2 || !queues.isIdle()); waits += 1) await time.pass(30 * minute);
  for (let rounds = 0, before = -1; rounds < 10 && writes !== before; rounds += 1) {
    before = writes;
    if (rounds === 1 && storm.happens(0.5)) confirmPlan(invocations);
    else invocations.sweep();
    await time.pass(30 * minute);
  }
};

/** Plays one run from a seed, watched by every invariant; the same seed plays the same run. */
export const run = async (seed: number, { removal, onHappening }: RunOptions = {}): Promise<RunResult> => {
  const stage = anyStage(seed);
  const violations: Violation[] = [];
  const watchers = invariants.map(({ name, watch }) =>
    watch(stage, (what) => void violations.push({ invariant: name, what })),
  );
  const counts = { writes: 0, messages: 0, invocations: 0 };
  stage.watch((it) => {
    if (it.kind === 'performed' && it.error === undefined && writeIn(stage, it)) counts.writes += 1;
    if (it.kind === 'queued') counts.messages += 1;
    if (it.kind === 'started') counts.invocations += 1;
    onHappening?.(it, stage);
    for (const watcher of watchers) watcher.happens?.(it);
  });
  await inTimeOf(stage.timeline, () => play(stage, removal));
  stage.history.record();
  for (const watcher of watchers) watcher.ends?.();
  return { seed, violations, faults: stage.counts, ...counts };
};
