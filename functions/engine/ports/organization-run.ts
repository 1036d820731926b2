import type { Coverage } from './coverage.ts';
import type { Journal } from './journal.ts';
import type { OrganizationReader } from './organization.ts';
import type { Clock } from './ports.ts';

/** What the tasks of a run over an organisation stand on. */
export interface OrganizationPorts {
  readonly accounts: OrganizationReader;
  readonly coverage: Coverage;
  readonly clock: Clock;
}

/** What a task of a run tells besides its answer. */
export interface Telling {
  readonly warn: Journal['warn'];
  /** Logs the run as a whole. */
  info(message: string, keys: object): void;
  /** Publishes a metric. */
  gauge(name: string, value: number): void;
}
