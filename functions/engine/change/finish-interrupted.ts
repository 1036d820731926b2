import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Intent, Lease, Outcome } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';

/** Whether what is attached now says that an interrupted write landed. */
export const hasLanded = (intent: Intent, attached: LiveState['attached']): boolean =>
  sameGroups(groupSet(attached), intent.after);

/** Records how a write ended whose writer did not live to say so: what is attached now tells whether it landed. */
export const finishInterrupted = async (
  ports: Pick<Ports, 'ledger' | 'clock'>,
  lease: Lease,
  intent: Intent,
  attached: LiveState['attached'] | undefined,
): Promise<Outcome['status']> => {
  const status = attached === undefined ? 'gone' : hasLanded(intent, attached) ? 'fixed' : 'failed';
  await ports.ledger.conclude(lease, intent, { status, reasons: ['interrupted'], at: ports.clock.now() });
  return status;
};
