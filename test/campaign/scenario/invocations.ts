import type { SQSEvent } from 'aws-lambda';
import { fileSystemId } from '../../../functions/core/model/ids.ts';
import { text } from '../../../functions/intake/read.ts';
import { answer as remediate } from '../../../functions/remediate/answer.ts';
import { answer as sweep } from '../../../functions/sweep/answer.ts';
import { must } from '../../support/must.ts';
import type { Removal } from '../guards/removal.ts';
import type { Chance } from '../stage/chance.ts';
import type { Process } from '../stage/process.ts';
import type { Stage } from '../stage/stage.ts';
import { appOf } from './app.ts';
import { contextOf, type Launched, launcherOn } from './launch.ts';

/** As in the template: how long the functions may take, in milliseconds. */
const limits = { work: 60_000, region: 300_000 };
const aDay = 86_400_000;

/** What a person sends to a function. */
export type Payload = Readonly<Record<string, unknown>>;

/** Everything that can be started. */
export interface Invocations {
  /** On a batch from a queue. */
  batch(queue: Process['queue'], event: SQSEvent): Launched;
  /** By a person; `unlimited` on a machine of theirs. */
  byHand(payload: Payload, unlimited?: boolean): Launched;
  sweep(payload?: Payload): Launched;
  /** A person's hold on a file system, for so many milliseconds. */
  hold(fileSystem: string, ms: number): Launched;
}

/** Starts the code under test on a stage, and lets the guard be away that is to be missed. */
export const invocationsOn = (stage: Stage, chance: Chance, removal: Removal | undefined): Invocations => {
  const launch = launcherOn(stage, chance);
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `change-${stage.seed}-${ids}`;
  };
  const app = (process: Process) => appOf(process, newId, removal);
  const isDryRun = ({ dryRun }: Payload): boolean => dryRun === true;

  return {
    batch: (queue, event) => {
      const [name, handler] = queue === 'work' ? (['remediate', remediate] as const) : (['sweep', sweep] as const);
      const timeoutMs = limits[queue];
      return launch({ name, why: `${event.Records.length} messages`, timeoutMs, queue }, async (process) => {
        const answer = await handler(app(process))(event, contextOf(timeoutMs));
        return removal?.answer?.(answer) ?? answer;
      });
    },

    byHand: (payload, unlimited = false) => {
      const timeoutMs = unlimited ? aDay : limits.work;
      const sent = removal?.payload?.(payload) ?? payload;
      const kind = { name: 'by-hand', why: JSON.stringify(payload), timeoutMs, unlimited, dryRun: isDryRun(payload) };
      return launch({ ...kind, confirmed: 'despite' in payload }, (process) =>
        remediate(app(process))(sent, contextOf(timeoutMs)),
      );
    },

    sweep: (payload = {}) => {
      const kind = { name: 'sweep', why: JSON.stringify(payload), timeoutMs: limits.region, dryRun: isDryRun(payload) };
      return launch({ ...kind, confirmed: text(payload, 'confirm') !== undefined }, (process) =>
        sweep(app(process))(payload, contextOf(limits.region)),
      );
    },

    hold: (fileSystem, ms) =>
      launch({ name: 'hold', why: fileSystem, timeoutMs: limits.work }, async (process) => {
        const { ledger, clock } = app(process).ports(AbortSignal.abort());
        const id = must(fileSystemId(fileSystem));
        const at = clock.now();
        await ledger.hold(id, id, { until: at + ms, reason: 'INC-3', by: 'somebody', at });
      }),
  };
};
