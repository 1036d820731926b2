import type { Policy } from '../core/policy.ts';
import { admission } from './admission.ts';
import { inTurns } from './in-turns.ts';
import { once } from './once.ts';
import type { Ports, Reader } from './ports.ts';
import type { Session } from './session.ts';

/** Opens a session. */
export const openSession = (ports: Ports, policy: Policy, observer: Reader): Session => ({
  ports,
  policy,
  observer,
  admission: once(
    () => 'session',
    () => admission(ports, policy),
  ),
  inTurn: inTurns(),
});
