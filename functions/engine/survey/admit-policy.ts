import { changesAllowed } from '../../core/brakes/budget.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import { close, closedMeanwhile, paused, unconfirmed, unlessClosed } from '../gate/gate.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { Ports } from '../ports/ports.ts';
import { survey } from './survey.ts';
import { withLedgerRecords } from './with-ledger-records.ts';

/** Whether a survey could not tell if something would change. */
export const isUnread = ({ finding: { status, reasons } }: Surveyed): boolean =>
  status === 'failed' || (status === 'deferred' && !reasons.includes('lifecycle-state'));

/**
 * Why nothing at all may be written now; empty when writing is admitted. A policy other than the one that was admitted
 * last is measured first: if it would change more than a sweep may, the gate closes until a plan is confirmed.
 */
export const admitPolicy = async (ports: Ports, policy: Policy): Promise<readonly Reason[]> => {
  const gate = await ports.ledger.gate();
  if (ports.paused || policy.paused) {
    if (!gate.closed) await close(ports, 'paused');
    return [paused];
  }
  if (gate.closed) return [unconfirmed(gate.closed)];
  if (gate.policyVersion === policy.version) return [];
  if (gate.policyVersion !== undefined) {
    const surveyed = await withLedgerRecords(ports, policy, await survey(ports, policy));
    const governed = surveyed.filter(({ finding }) => finding.rule !== null).length;
    // What could not be read may be drift.
    const drifted = surveyed.filter((it) => it.toBeWritten || isUnread(it)).length;
    if (drifted > changesAllowed(policy.limits.changesPerSweep, governed)) return [await close(ports, 'policy-change')];
  }
  return (await ports.ledger.openGate(policy.version, unlessClosed)) ? [] : [closedMeanwhile];
};
