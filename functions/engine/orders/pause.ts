import { TerminalError } from '../../core/model/errors.ts';
import { sayReason } from '../../core/model/reason.ts';
import { orderedPause, pauseOf, unconfirmed } from '../gate/gate.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Pause } from '../ports/record/gate.ts';
import { iso } from './told.ts';

type PausePorts = Pick<Ports, 'clock' | 'paused'> & { readonly ledger: Pick<Ledger, 'gate' | 'pause' | 'resume'> };

/** What came of a pause or its end. */
export interface Paused {
  /** Whether a pause that a person ordered stands now. */
  readonly paused: boolean;
  /** What came of it, in sentences. */
  readonly explanation: string;
}

/** Throws `TerminalError` when a pause would be over already. */
export const checkPause = ({ clock }: Pick<Ports, 'clock'>, until: number | undefined): void => {
  if (until !== undefined && until <= clock.now())
    throw new TerminalError(`pause: until: the pause would have ended at ${iso(until)}; name a later time`, {
      code: 'bad-request',
    });
};

/** Stops every write that is not sent yet, in any invocation. A pause that ends later than this one stays: only `resume` ends it. */
export const pause = async ({ ledger, clock }: PausePorts, asked: Pause): Promise<Paused> => {
  const before = pauseOf(await ledger.gate(), clock.now());
  if (!(await ledger.pause(asked))) {
    const [standing] = orderedPause(await ledger.gate(), clock.now());
    const explanation = standing
      ? `This order changes nothing: ${sayReason(standing)}.`
      : 'Another order changed the pause meanwhile; send the order again.';
    return { paused: standing !== undefined, explanation };
  }
  const { until, at } = asked;
  const end = until === undefined ? 'until the order {"resume": true}' : `until ${iso(until)}, or {"resume": true}`;
  const replaced =
    before?.until === undefined || before.at === at
      ? ''
      : ` This takes the place of the pause until ${iso(before.until)} by ${before.by} (${before.reason}).`;
  return { paused: true, explanation: `Nothing is written ${end}.${replaced}` };
};

/** Ends a pause that a person ordered before a time (epoch milliseconds), and says what still stops writes. */
export const resume = async (ports: PausePorts, at: number): Promise<Paused> => {
  const { ledger, clock } = ports;
  const gate = await ledger.gate();
  const before = pauseOf(gate, clock.now());
  const isEnded = await ledger.resume(at);
  const ended = before
    ? `The pause that ${before.by} ordered (${before.reason}) is ended.`
    : 'No order paused anything.';
  const said = [
    isEnded ? ended : 'Another pause was ordered meanwhile; send the order again to end that one.',
    ...(ports.paused ? ['The stack parameter Paused still stops every write.'] : []),
    ...(gate.closed ? [`The gate stays closed: ${sayReason(unconfirmed(gate.closed))}.`] : []),
  ];
  return { paused: !isEnded, explanation: said.join(' ') };
};
