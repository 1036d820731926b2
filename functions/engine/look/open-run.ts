import { windowStart } from '../../core/brakes/flapping.ts';
import { once } from '../../core/model/once.ts';
import type { Policy } from '../../core/model/policy.ts';
import { inTurns } from '../async/in-turns.ts';
import type { Run } from '../gate/run.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Reader } from '../ports/reader.ts';
import { admitPolicy } from '../survey/admit-policy.ts';

/** Opens a run, in which every record has all fixes that tell whether a mount target flaps. */
export const openRun = (given: Ports, policy: Policy, observer: Reader): Run => {
  const { ledger, clock } = given;
  const record: Ledger['record'] = (id) => ledger.record(id, windowStart(policy, clock.now()));
  const ports = { ...given, ledger: { ...ledger, record } };
  return {
    ports,
    policy,
    observer,
    admission: once(
      () => 'run',
      () => admitPolicy(ports, policy),
    ),
    inTurn: inTurns(),
  };
};
