import type { Policy } from '../../../functions/core/model/policy.ts';
import type { App } from '../../../functions/runtime/assemble.ts';

/** How a guard is taken away: by what the code under test is given, never by a switch in it. */
export interface Removal {
  readonly guard: string;
  /** What is done to take it away. */
  readonly how: string;
  /** The invariant that must notice. */
  readonly noticedBy: string;
  /** What the engine is told the policy says. */
  readonly policy?: (policy: Policy) => Policy;
  /** Stands in for the handler's parts, for one invocation. */
  readonly app?: (app: App) => App;
  /** What arrives in place of what a person sends to `remediate`. */
  readonly payload?: (payload: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** What the queue is told in place of what the handler answers to a batch. */
  readonly answer?: (answer: unknown) => unknown;
}
