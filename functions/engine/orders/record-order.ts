import type { Ports } from '../ports/ports.ts';
import type { OrderRecord } from '../ports/record/order.ts';

/** What recording an order takes. */
export type RecordingPorts = Pick<Ports, 'clock' | 'journal' | 'newId'> & {
  readonly ledger: Pick<Ports['ledger'], 'keepOrder'>;
};

/** Puts an order on record, and into the log, before it is carried out: one that cannot be recorded is not carried out. */
export const recordOrder = async (
  { ledger, clock, journal, newId }: RecordingPorts,
  order: Omit<OrderRecord, 'orderId' | 'at'>,
): Promise<void> => {
  const record = { orderId: newId(), ...order, at: clock.now() };
  await ledger.keepOrder(record);
  journal.ordered(record);
};
