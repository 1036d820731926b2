import type { Ports } from '../ports/ports.ts';
import type { OrderRecord } from '../ports/record/order.ts';

/** What recording an order takes. */
export type RecordingPorts = Pick<Ports, 'clock' | 'journal' | 'newId'> & {
  readonly ledger: Pick<Ports['ledger'], 'keepOrder'>;
};

/**
 * Puts an order on record, and into the log, before it is carried out: one that cannot be recorded is not carried out. Of an
 * invocation that is tried again the order on record is the first one, with its time.
 */
export const recordOrder = async (
  { ledger, clock, journal, newId }: RecordingPorts,
  given: Omit<OrderRecord, 'orderId' | 'at'>,
): Promise<OrderRecord> => {
  const { order, isNew } = await ledger.keepOrder({ orderId: newId(), ...given, at: clock.now() });
  if (isNew) journal.ordered(order);
  return order;
};
