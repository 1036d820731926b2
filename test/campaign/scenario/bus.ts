import type { Chance } from '../stage/chance.ts';
import type { Stage } from '../stage/stage.ts';
import type { BusEvent } from './events.ts';
import { queueUrl } from './queues.ts';

/** EventBridge between whoever changes something and the queue: best effort, at least once, in any order. */
export interface Bus {
  /** Delivers an event, if it comes at all, after its time, and perhaps twice. */
  deliver(event: BusEvent): void;
  /** Puts any text on the queue at once. */
  enqueue(body: string): void;
}

/** Opens the bus of a stage; `onQueue` is told when there is something to receive. */
export const busOf = (stage: Stage, chance: Chance, onQueue: () => void): Bus => {
  const enqueue = (body: string): void => {
    stage.account.sqs('SendMessage', { QueueUrl: queueUrl, MessageBody: body });
    onQueue();
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
      stage.timeline.after(delay(), () => enqueue(JSON.stringify(event)));
      if (!chance.happens(stage.weather.duplicatedEvents)) return;
      stage.count('event delivered twice');
      stage.timeline.after(delay(), () => enqueue(JSON.stringify(event)));
    },
  };
};
