import type { Finding, Status } from '../../core/model/finding.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { DayCounts } from '../ports/record/day.ts';

type KeepingPorts = Pick<Ports, 'journal'> & { readonly ledger: Pick<Ledger, 'keepDay'> };

const having = (status: Status, findings: readonly Finding[]): number =>
  findings.filter((finding) => finding.status === status).length;

const countsOf = (findings: readonly Finding[]): DayCounts => {
  const held = findings.filter(({ reasons }) => reasons.includes('held'));
  return {
    checked: findings.length,
    compliant: having('compliant', findings),
    drifted: having('drifted', findings) + having('would-fix', findings),
    refused: having('refused', findings) - having('refused', held),
    held: held.length,
    unmanaged: having('unmanaged', findings),
  };
};

/** Keeps what a sweep found for those who look back. A failure costs no more. */
export const keepCounts = async (
  { ledger, journal }: KeepingPorts,
  findings: readonly Finding[],
  at: number,
): Promise<void> => {
  try {
    await ledger.keepDay(countsOf(findings), at);
  } catch (error) {
    journal.warn('the counts of the day are not kept; the next sweep does it', { error });
  }
};
