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
  /** The policies that people put in force by turns, the first one first. */
  readonly policies: readonly [Policy, Policy];
  readonly weather: Weather;
}

/** A request, before anybody knows what it is for. */
export interface Asked extends Pick<Call, 'service' | 'operation' | 'input'> {
  /** Read under a lease. */
  readonly isLast?: boolean;
  /** Only what was answered is sent again. */
  readonly resend?: 'answered';
  /** Aborts when it is not to be sent any more. */
  readonly signal?: AbortSignal | undefined;
}

/** One account in one run, with time, chance, faults and everybody who is told what happens. */
export interface Stage extends Omit<Scenery, 'weather'> {
  /** The one that is in force. */
  policy: Policy;
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
  /** Services that hear little at the moment, and answer that late. */
  ailing: readonly Call['service'][];
  /** Mount targets whose groups nobody may read from EFS. */
  readonly denied: Set<string>;
  /** How often each fault was let happen. */
  readonly counts: ReadonlyMap<string, number>;
  count(fault: string): void;
  /** Tells everybody who watches. */
  happen(happening: Happening): void;
  watch(watcher: (happening: Happening) => void): void;
  perform(call: Call): unknown;
  /** Puts a request as an SDK client of a process would, retries included. */
  request(process: Process, asked: Asked): Promise<unknown>;
  /** Ends a process in the middle of its work. */
  die(process: Process, why: string): Promise<never>;
}
