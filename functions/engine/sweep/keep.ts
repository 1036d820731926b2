import type { Finding, Status } from '../../core/model/finding.ts';
import type { Policy } from '../../core/model/policy.ts';
import { together } from '../async/together.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { DayCounts } from '../ports/record/day.ts';
import type { Gate } from '../ports/record/gate.ts';

type KeepingPorts = Pick<Ports, 'journal'> & {
  readonly ledger: Pick<Ledger, 'keepDay' | 'keepPolicy'>;
  textOf?(policy: Policy): string | undefined;
};

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

/** Keeps what a sweep found for those who look back, and the text of a policy that none has measured. A failure costs no more. */
export const keep = async (
  { ledger, journal, textOf }: KeepingPorts,
  policy: Policy,
  { measured }: Gate,
  findings: readonly Finding[] | undefined,
  at: number,
): Promise<void> => {
  const text = measured === policy.version ? undefined : textOf?.(policy);
  try {
    await together([
      text === undefined ? undefined : ledger.keepPolicy(policy.version, text, at),
      findings && ledger.keepDay(countsOf(findings), at),
    ]);
  } catch (error) {
    journal.warn('the counts of the day, or the text of the policy, are not kept; the next sweep does it', { error });
  }
};
