import { windowStart } from '../core/brakes/flapping.ts';
import type { Policy } from '../core/model/policy.ts';
import { admission } from './admission.ts';
import { inTurns } from './in-turns.ts';
import { once } from './once.ts';
import type { Ledger, Ports, Reader } from './ports.ts';
import type { Session } from './session.ts';

/** Opens a session, in which every record has all fixes that tell whether a mount target flaps. */
export const openSession = (given: Ports, policy: Policy, observer: Reader): Session => {
  const { ledger, clock } = given;
  const record: Ledger['record'] = (id) => ledger.record(id, windowStart(policy, clock.now()));
  const ports = { ...given, ledger: { ...ledger, record } };
  return {
    ports,
    policy,
    observer,
    admission: once(
      () => 'session',
      () => admission(ports, policy),
    ),
    inTurn: inTurns(),
  };
};
