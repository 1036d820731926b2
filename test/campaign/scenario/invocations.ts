import type { SQSEvent } from 'aws-lambda';
import { answer as remediate } from '../../../functions/remediate/answer.ts';
import type { App } from '../../../functions/runtime/assemble.ts';
import { answer as sweep } from '../../../functions/sweep/answer.ts';
import type { Removal } from '../guards/removal.ts';
import type { Chance } from '../stage/chance.ts';
import type { Process } from '../stage/process.ts';
import type { Stage } from '../stage/stage.ts';
import { appOf, sweepAppOf } from './app.ts';
import { contextOf, type Launched, launcherOn } from './launch.ts';

/** As in the template: how long the functions may take, in milliseconds. */
const limits = { remediate: 60_000, sweep: 300_000 };
const aDay = 86_400_000;

/** What a person sends to a function. */
export type Payload = Readonly<Record<string, unknown>> & { readonly dryRun?: boolean };

/** Everything that can be started. */
export interface Invocations {
  /** On a batch from the queue. */
  batch(event: SQSEvent): Launched;
  /** By a person; `unlimited` on a machine of theirs. */
  byHand(payload: Payload, unlimited?: boolean): Launched;
  sweep(payload?: Payload & { readonly confirm?: string }): Launched;
}

/** Starts the code under test on a stage, and lets the guard be away that is to be missed. */
export const invocationsOn = (stage: Stage, chance: Chance, removal: Removal | undefined): Invocations => {
  const launch = launcherOn(stage, chance);
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `change-${stage.seed}-${ids}`;
  };
  const app = (process: Process): App => appOf(process, stage.policy, newId, removal);

  return {
    batch: (event) => {
      const { length } = event.Records;
      const kind = { name: 'remediate', why: `${length} messages`, timeoutMs: limits.remediate };
      return launch(kind, async (process) => {
        const answer = await remediate(app(process))(event, contextOf(kind.timeoutMs));
        return removal?.answer?.(answer) ?? answer;
      });
    },

    byHand: (payload, unlimited = false) => {
      const { dryRun = false } = payload;
      const timeoutMs = unlimited ? aDay : limits.remediate;
      const sent = removal?.payload?.(payload) ?? payload;
      return launch({ name: 'by-hand', why: JSON.stringify(payload), timeoutMs, unlimited, dryRun }, (process) =>
        remediate(app(process))(sent, contextOf(timeoutMs)),
      );
    },

    sweep: (payload = {}) => {
      const { dryRun = false, confirm } = payload;
      const kind = { name: 'sweep', why: JSON.stringify(payload), timeoutMs: limits.sweep };
      return launch({ ...kind, dryRun, confirmed: confirm !== undefined }, (process) =>
        sweep(sweepAppOf(app(process)))(payload),
      );
    },
  };
};
