import type { Policy } from '../../../functions/core/model/policy.ts';
import type { Behaviour } from '../../../infra/local/operation.ts';
import type { World } from '../../../infra/local/world/world.ts';
import type { Tables } from './dynamo/tables.ts';
import type { Call, Happening } from './happening.ts';
import type { History } from './history.ts';
import type { Process } from './process.ts';
import type { Account } from './services.ts';
import type { Timeline } from './timeline.ts';
import type { Weather } from './weather.ts';

/** What a run is set up with. */
export interface Scenery {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly world: World;
  readonly behaviour: Behaviour;
  readonly policy: Policy;
  readonly weather: Weather;
}

/** A request, before anybody knows what it is for. */
export type Asked = Pick<Call, 'service' | 'operation' | 'input'>;

/** One account in one run, with time, chance, faults and everybody who is told what happens. */
export interface Stage extends Omit<Scenery, 'weather'> {
  /** May be replaced at any time. */
  weather: Weather;
  /** Whether the environment of new processes says that everything is paused. */
  paused: boolean;
  /** How long reads may have shown old groups at any time of the run, in milliseconds. */
  readonly staleMs: number;
  /** The account's services, for those whom nothing goes wrong for: the campaign's own people. */
  readonly account: Account;
  readonly tables: Tables;
  readonly history: History;
  /** How many clients each file system has, as CloudWatch tells it; 10 where nothing else is said. */
  readonly connections: Map<string, number>;
  /** How often each fault was let happen. */
  readonly counts: ReadonlyMap<string, number>;
  count(fault: string): void;
  /** Tells everybody who watches. */
  happen(happening: Happening): void;
  watch(watcher: (happening: Happening) => void): void;
  perform(call: Call): unknown;
  /** Puts a request as an SDK client of a process would, retries included; `resend` says after what. */
  request(process: Process, call: Asked, resend: 'any' | 'answered'): Promise<unknown>;
  /** Ends a process in the middle of its work. */
  die(process: Process, why: string): Promise<never>;
}
