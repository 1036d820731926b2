import type { Clock } from '../clock.ts';
import { happens, nextBits, type Random } from '../random.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import type { FaultSettings, Rate, ScriptedFault } from './settings.ts';
import { type StaleGroups, staleGroups } from './stale-groups.ts';

/** Looks at, or changes, the world around one call; `input` is what was asked. */
export type Hook = (input: unknown) => void | Promise<void>;

/** Everything that can be made to go wrong. Operations are named as they are counted: `efs:DescribeMountTargets`. */
export interface Faults {
  /** Replaces the settings; `{}` turns all of them off. */
  set(settings: FaultSettings): void;
  /** Scripts what happens to the next calls of an operation; several scripts happen one after the other. */
  next(operation: string, fault: ScriptedFault): void;
  /** Runs just before the next call of an operation is performed. */
  before(operation: string, hook: Hook): void;
  /** Runs just after the next call of an operation was performed, before it is answered. */
  after(operation: string, hook: Hook): void;
  /** Forgets settings, scripts and hooks. */
  clear(): void;
}

/** The other side of `Faults`, for the server of the calls. */
export interface FaultPlan extends Faults {
  readonly groups: StaleGroups;
  delay(): Promise<void>;
  /** Throws where the settings throttle the call. */
  throttle(service: string, operation: string): void;
  scripted(operation: string, input: unknown): ScriptedFault | undefined;
  isLost(service: string): boolean;
  run(when: 'before' | 'after', operation: string, input: unknown): Promise<void>;
}

interface Bucket {
  tokens: number;
  at: number;
}

const takeToken = (bucket: Bucket, { rate, burst }: Rate, now: number): boolean => {
  bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * rate);
  bucket.at = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
};

/** The services that settings apply to, and what each throttles with; the others fail only where a script says so. */
const throttling = { efs: 'ThrottlingException', ec2: 'RequestLimitExceeded' };
const isFaulty = (service: string): service is keyof typeof throttling => Object.hasOwn(throttling, service);

const isAbout = ({ id }: ScriptedFault, input: unknown): boolean =>
  id === undefined || JSON.stringify(input).includes(id);

/** Nothing goes wrong until asked for. */
export const planFaults = (clock: Clock, random: Random): FaultPlan => {
  let settings: FaultSettings = {};
  let scripts: { operation: string; fault: ScriptedFault; left: number }[] = [];
  let hooks: { when: 'before' | 'after'; operation: string; hook: Hook }[] = [];
  const buckets = new Map<string, Bucket>();
  const groups = staleGroups(clock, () => settings.staleReads ?? {});
  return {
    groups,
    set(next) {
      settings = next;
      buckets.clear();
    },
    next: (operation, fault) => void scripts.push({ operation, fault, left: fault.times ?? 1 }),
    before: (operation, hook) => void hooks.push({ when: 'before', operation, hook }),
    after: (operation, hook) => void hooks.push({ when: 'after', operation, hook }),
    clear() {
      settings = {};
      scripts = [];
      hooks = [];
      buckets.clear();
      groups.forget();
    },
    async delay() {
      const { latencyMs = 0 } = settings;
      const [least, most] = typeof latencyMs === 'number' ? [latencyMs, latencyMs] : latencyMs;
      const ms = least === most ? least : least + (nextBits(random) % (most - least + 1));
      if (ms > 0) await clock.sleep(ms);
    },
    throttle(service, operation) {
      if (!isFaulty(service)) return;
      const rate = settings.throttle?.[service];
      const key = service === 'efs' ? service : operation;
      const bucket = buckets.get(key) ?? { tokens: rate?.burst ?? 0, at: clock.now() };
      buckets.set(key, bucket);
      const isOver = rate && !takeToken(bucket, rate, clock.now());
      if (isOver || happens(random, settings.throttledShare ?? 0)) {
        throw new AwsFault(throttling[service], 'Rate exceeded');
      }
    },
    scripted(operation, input) {
      const script = scripts.find((each) => each.operation === operation && isAbout(each.fault, input));
      if (!script) return undefined;
      script.left -= 1;
      if (script.left <= 0) scripts = scripts.filter((each) => each !== script);
      return script.fault;
    },
    isLost: (service) => isFaulty(service) && happens(random, settings.lostShare ?? 0),
    async run(when, operation, input) {
      const due = hooks.find((each) => each.when === when && each.operation === operation);
      if (!due) return;
      hooks = hooks.filter((each) => each !== due);
      await due.hook(input);
    },
  };
};
