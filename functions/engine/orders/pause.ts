import { TerminalError } from '../../core/model/errors.ts';
import { sayReason } from '../../core/model/reason.ts';
import type { Signed } from '../../core/model/request.ts';
import { pauseOf, unconfirmed } from '../gate/gate.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
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

/** Stops every write that is not sent yet, in any invocation. */
export const pause = async (
  { ledger, clock }: PausePorts,
  { by, reason, until }: Signed & { readonly until?: number },
): Promise<Paused> => {
  await ledger.pause({ by, reason, at: clock.now(), ...(until !== undefined && { until }) });
  const end = until === undefined ? 'until the order {"resume": true}' : `until ${iso(until)}, or {"resume": true}`;
  return { paused: true, explanation: `Nothing is written ${end}.` };
};

/** Ends a pause that a person ordered, and says what still stops writes. */
export const resume = async (ports: PausePorts): Promise<Paused> => {
  const { ledger, clock } = ports;
  const now = clock.now();
  const gate = await ledger.gate();
  const before = pauseOf(gate, now);
  const isEnded = await ledger.resume(now);
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
