import type { Caller } from '../../aws/account/caller.ts';
import type { StackOutputs } from '../../aws/account/stack.ts';
import { type AwsClients, awsClients, type ClientOptions } from '../../aws/client/clients.ts';
import type { AccountFacts } from '../../core/decide/policy-at.ts';
import type { PlaceNotSwept } from '../../engine/ports/coverage.ts';
import type { Cli } from '../cli.ts';
import type { PolicyChosen } from './policy-chosen.ts';

/** What is deployed in an account and Region, by the outputs of its stack. */
export interface Deployment {
  readonly stack: string;
  readonly ledgerTable: string;
  /** Names of the two functions. */
  readonly remediateFunction: string;
  readonly sweepFunction: string;
  /** All outputs of the stack, by their names. */
  readonly outputs: StackOutputs;
  /** URL of the queue that feeds remediate. */
  readonly workQueue?: string;
  /** Of mountguard; absent where the stack does not say. */
  readonly version?: string;
  /** The policy that the functions use; absent where the stack does not say. */
  readonly policyUri?: string;
}

/** The deployment that looks after an organisation, where it is, and its policy. */
export interface Hub {
  readonly session: Session;
  readonly deployment: Deployment;
  readonly policy: PolicyChosen;
}

/** One account and Region that AWS is asked about. */
export interface Session extends AccountFacts {
  readonly account: string;
  readonly region: string;
  readonly caller: Caller;
  readonly clients: AwsClients;
  /** What further clients of it are made with. */
  readonly options: ClientOptions;
  /** Calls by operation until now, retries included. */
  readonly calls: ReadonlyMap<string, number>;
  /** The hub of the organisation that looks after it; absent where its own deployment does. */
  readonly hub?: Hub;
  /** Why the last run of the hub did not sweep it to its end; absent where it did. */
  readonly notSwept?: PlaceNotSwept;
}

/** A session in a Region, which counts its calls and says what is going on. */
export const sessionIn = (cli: Cli, options: ClientOptions, caller: Caller, region: string): Session => {
  const calls = new Map<string, number>();
  const onCall = (operation: string): void => {
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    const total = calls.values().reduce((sum, n) => sum + n, 0);
    cli.progress(`reading ${region}: ${total} calls, last ${operation}`);
    if (cli.globals.debug) cli.detail(`${new Date().toISOString()} ${region} ${operation}`);
  };
  const its = { ...options, region };
  return { account: caller.account, region, caller, clients: awsClients({ ...its, onCall }), options: its, calls };
};
