import type { Policy } from '../../../functions/core/model/policy.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import type { SweepPorts } from '../../../functions/engine/sweep/sweep.ts';
import type { App } from '../../../functions/runtime/assemble.ts';
import type { SweepApp } from '../../../functions/runtime/assemble-sweep.ts';

/** The ports of both functions. */
export type BothPorts = Ports & SweepPorts;
/** The parts of both. */
export type BothApps = Omit<App & SweepApp, 'ports'> & { ports(limit: AbortSignal): BothPorts };

/** How a guard is taken away: by what the code under test is given, never by a switch in it. */
export interface Removal {
  readonly guard: string;
  /** What is done to take it away. */
  readonly how: string;
  /** The invariant that must notice. */
  readonly noticedBy: string;
  /** What the engine is told the policy says. */
  readonly policy?: (policy: Policy) => Policy;
  /** Stands in for the handlers' parts, for one invocation. */
  readonly app?: (app: BothApps) => BothApps;
  /** What arrives in place of what a person sends to `remediate`. */
  readonly payload?: (payload: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** What the queue is told in place of what the handler answers to a batch. */
  readonly answer?: (answer: unknown) => unknown;
}

/** The same app with some of its ports replaced. */
export const withPorts =
  (replace: (ports: BothPorts, limit: AbortSignal) => Partial<BothPorts>) =>
  (app: BothApps): BothApps => ({
    ...app,
    ports: (limit) => {
      const ports = app.ports(limit);
      return { ...ports, ...replace(ports, limit) };
    },
  });

/** The same app with parts of its ledger replaced. */
export const withLedger = (replace: (ledger: Ports['ledger']) => Partial<Ports['ledger']>) =>
  withPorts(({ ledger }) => ({ ledger: { ...ledger, ...replace(ledger) } }));
