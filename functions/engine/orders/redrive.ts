import { TerminalError } from '../../core/model/errors.ts';
import type { DeadLetterQueue } from '../../core/model/request.ts';
import type { Ports } from '../ports/ports.ts';

/** What came of sending messages again. */
export interface ToldRedrive {
  /** Messages that were sent to the queue that they came from. */
  readonly redriven: number;
  /** What came of it, in sentences. */
  readonly explanation: string;
}

/** Sends the messages of a dead-letter queue again. Throws `TerminalError` where the environment does not name the queue. */
export const redriveFrom = async (ports: Pick<Ports, 'redrive'>, queue: DeadLetterQueue): Promise<ToldRedrive> => {
  const redriving = ports.redrive?.(queue);
  if (!redriving)
    throw new TerminalError(
      `redrive: the environment names no queue ${queue}, or none that its messages came from; deploy the function with template.yaml`,
      { code: 'bad-environment' },
    );
  const { sent, more, fault } = await redriving;
  const said = [
    `${sent} messages of ${queue} were sent again.`,
    ...(fault === undefined ? [] : [`Others were not: ${fault}. They show in ${queue} again after five minutes.`]),
    ...(more ? ['There may be others: send the order again.'] : []),
  ];
  return { redriven: sent, explanation: said.join(' ') };
};
