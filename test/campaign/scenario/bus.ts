import { text } from '../../../functions/intake/read.ts';
import type { Chance } from '../stage/chance.ts';
import type { Process } from '../stage/process.ts';
import type { Stage } from '../stage/stage.ts';
import type { BusEvent } from './events.ts';
import { queueUrls } from './queues.ts';

/** EventBridge between whoever changes something and the queue: best effort, at least once, in any order. */
export interface Bus {
  /** Delivers an event, if it comes at all, after its time, and perhaps twice. */
  deliver(event: BusEvent): void;
  /** Puts any text on a queue at once. */
  enqueue(body: string, queue?: Process['queue']): void;
}

/** Opens the bus of a stage; `onQueue` is told when there is something to receive. */
export const busOf = (stage: Stage, chance: Chance, onQueue: () => void): Bus => {
  const enqueue: Bus['enqueue'] = (body, queue = 'work') => {
    stage.account.sqs('SendMessage', { QueueUrl: queueUrls[queue], MessageBody: body });
    onQueue();
  };

  /** What is about groups goes to the region queue, as the template has it; where it does not, it is handed on. */
  const queueOf = (event: BusEvent): Process['queue'] => {
    const isAboutGroups =
      text(event, 'source') === 'aws.ec2' && !/Interface/.test(text(event, 'detail.eventName') ?? '');
    return isAboutGroups && chance.happens(0.8) ? 'region' : 'work';
  };

  const delay = (): number => {
    if (!chance.happens(stage.weather.lateEvents)) return chance.between(500, 15_000);
    stage.count('event late or out of order');
    return chance.between(30_000, 600_000);
  };

  return {
    enqueue,
    deliver(event) {
      if (chance.happens(stage.weather.droppedEvents)) return stage.count('event never delivered');
      stage.timeline.after(delay(), () => enqueue(JSON.stringify(event), queueOf(event)));
      if (!chance.happens(stage.weather.duplicatedEvents)) return;
      stage.count('event delivered twice');
      stage.timeline.after(delay(), () => enqueue(JSON.stringify(event), queueOf(event)));
    },
  };
};
