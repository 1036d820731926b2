import { memoized } from '../../core/model/memoized.ts';
import type { Policy } from '../../core/model/policy.ts';
import { inTurns } from '../async/in-turns.ts';
import type { Ports } from '../ports/ports.ts';
import type { Reader } from '../ports/reader.ts';
import type { Gate } from '../ports/record/gate.ts';
import { admit, close, isPaused, standing } from './gate.ts';
import type { Run } from './run.ts';

const forAll = (): string => 'all';

const counter = () => {
  let count = 0;
  return () => count++;
};

/** Opens a run for one invocation. */
export const openRun = (ports: Ports, policy: Policy, observer: Reader, limit: AbortSignal): Run => ({
  ports,
  policy,
  observer,
  limit,
  inTurn: inTurns(),
  rehearsed: counter(),
  markPause: memoized(forAll, async () => {
    await close(ports, 'paused');
  }),
  hearOf: memoized(
    (_gate: Gate) => 'all',
    async (gate) => {
      if (isPaused(ports, policy) || standing(gate, ports.clock.now()).length > 0) return;
      try {
        await admit(ports, policy, gate);
      } catch (error) {
        ports.journal.warn('the ledger does not take that the policy is tried; the next sweep measures it', { error });
      }
    },
  ),
});
