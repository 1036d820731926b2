import { type Attribution, attribute } from '../../core/model/attribution.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { Actor } from '../../core/model/request.ts';
import type { Change, LedgerRecord } from '../ports/ledger.ts';

/** Whether a change may have been attached; nobody knows of one whose writer died. */
const mayHaveLanded = ({ status, reasons, inDoubt }: Change): boolean =>
  status === 'fixed' || inDoubt === true || reasons.includes('interrupted');

/** The set that our last change on record left, as far as AWS may have taken it; null when there is none. */
export const previousOf = ({ changes }: LedgerRecord): Finding['previous'] =>
  changes.find(mayHaveLanded)?.after ?? null;

/** A finding with who brought about what is attached: the event's caller, or whoever brought about the same set when it was last put right. */
export const withCause = (finding: Finding, actor: Actor | undefined, record: LedgerRecord): Finding => {
  const seenBefore = record.changes.find(
    (change) => change.actor && sameGroups(groupSet(change.before), finding.before),
  );
  const causedBy: Attribution = attribute(actor ?? seenBefore?.actor);
  return { ...finding, causedBy, previous: previousOf(record) };
};
