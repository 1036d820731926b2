import type { Hold } from '../../core/brakes/brakes.ts';
import { TerminalError } from '../../core/model/errors.ts';
import type { Signed } from '../../core/model/request.ts';
import { together } from '../async/together.ts';
import type { Ports } from '../ports/ports.ts';
import type { Subject } from '../ports/record/file-system.ts';
import { exists, fileSystemOf, unknown } from './file-system-of.ts';
import { holdsOn } from './history.ts';
import { toldHold } from './told.ts';

/** How long a hold may last, in ms: 400 days. */
const longestHoldMs = 400 * 86_400_000;

/** Why a hold may not end at a time in epoch milliseconds, in a clause; undefined when it may. */
export const badEnd = (until: number, now: number): string | undefined => {
  if (until <= now) return `the hold would have ended at ${new Date(until).toISOString()}`;
  if (until > now + longestHoldMs)
    return `the hold would last until ${new Date(until).toISOString()}, and a hold lasts 400 days at most; choose an earlier day`;
  return undefined;
};

/** Asks for mount targets, or all those of file systems, to be left as they are. */
export interface HoldOrder extends Signed {
  readonly ids: readonly Subject[];
  /** Epoch milliseconds. */
  readonly until: number;
  /** When it was given (epoch milliseconds). */
  readonly at: number;
}

/** What an order holds, for a person to read. */
export interface Held {
  readonly held: readonly ReturnType<typeof toldHold>[];
  /** What came of it, in sentences. */
  readonly explanation: string;
}

type HoldPorts = Pick<Ports, 'ledger' | 'reader' | 'clock'>;

/** Throws `TerminalError` when a hold cannot end at a time in epoch milliseconds. */
export const checkEnd = ({ clock }: Pick<Ports, 'clock'>, until: number): void => {
  const fault = badEnd(until, clock.now());
  if (fault !== undefined) throw new TerminalError(`hold: until: ${fault}`, { code: 'bad-request' });
};

const holdOne = async (
  ports: HoldPorts,
  id: Subject,
  hold: Hold,
): Promise<{ readonly said: string; readonly hold?: Hold }> => {
  const { ledger } = ports;
  const owner = await fileSystemOf(ports, id);
  if (owner === undefined) return { said: unknown(id) };
  const record = (await ledger.read([owner])).record(owner);
  const isKnown = record.landed.length > 0 || record.pending !== undefined || holdsOn(record, id).length > 0;
  if (id === owner && !isKnown && !(await exists(ports, owner))) return { said: unknown(id) };
  const before = record.holds.get(id);
  // A hold that another caller asked for is not cut short: only a release ends that before its time.
  if (before && before.until >= hold.until) {
    const until = new Date(before.until).toISOString();
    return { hold: before, said: `${id} is held already until ${until} by ${before.by} (${before.reason}).` };
  }
  await ledger.hold(owner, id, hold);
  return { hold, said: `${id} is held until ${new Date(hold.until).toISOString()}; a release ends that sooner.` };
};

/** Holds mount targets and file systems, so that nothing writes to them until the hold ends or is released. */
export const hold = async (ports: HoldPorts, { ids, until, by, reason, at }: HoldOrder): Promise<Held> => {
  const placed = { until, reason, by, at };
  const all = await together(ids.map(async (id) => ({ id, ...(await holdOne(ports, id, placed)) })));
  return {
    held: all.flatMap(({ id, hold }) => (hold ? [toldHold({ id, hold })] : [])),
    explanation: all.map(({ said }) => said).join(' '),
  };
};
