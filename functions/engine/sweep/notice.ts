import type { Finding } from '../../core/model/finding.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { NeedsAPerson, Notice, ToldChange } from '../ports/notice.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change } from '../ports/record/change.ts';
import type { SweepResult } from '../ports/sweep-result.ts';

/** Entries of one list in a notice: with their explanations they stay far below the 256 kB of an event. */
const most = 20;

/** Changes that are read of the time since the last sweep, in which a storm may lie. */
const mostRead = 500;

/** How long ago a change was begun that surely has its outcome by now, in ms: longer than a lease lasts. */
const settledMs = 120_000;

const iso = (at: number): string => new Date(at).toISOString();

const toldChange = (change: Change): ToldChange => {
  const { changeId, fileSystemId, mountTargetId, at, status, rule, before, after, actor } = change;
  return {
    ...{ changeId, fileSystemId, mountTargetId, at: iso(at), status, rule, before, after },
    causedBy: actor?.arn ?? null,
    ...(status === 'fixed' && { undo: { revert: mountTargetId, change: changeId } }),
  };
};

/** What a finding tells where it needs a person and is new since a time; without one everything is. */
const needing = (
  { fileSystemId, mountTargetId, status, reasons, since, explanation }: Finding,
  from: number | undefined,
): readonly NeedsAPerson[] => {
  const isTold = (status === 'refused' || status === 'failed') && since !== undefined;
  if (!isTold || (from !== undefined && Date.parse(since) <= from)) return [];
  return [{ fileSystemId, mountTargetId, status, reasons, since, explanation }];
};

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const sentences = (changes: readonly ToldChange[], people: readonly NeedsAPerson[]): string => {
  const fixed = changes.filter(({ status }) => status === 'fixed').length;
  const others = changes.length - fixed;
  const reasons = [...new Set(people.flatMap((it) => it.reasons))].toSorted().join(', ');
  return [
    ...(fixed > 0
      ? [`${counted(fixed, 'mount target was', 'mount targets were')} put right; undo by the order in each change.`]
      : []),
    ...(others > 0 ? [`${counted(others, 'change', 'changes')} did not work out.`] : []),
    ...(people.length > 0
      ? [`${counted(people.length, 'mount target needs', 'mount targets need')} a person: ${reasons}.`]
      : []),
  ].join(' ');
};

/** The notice of a sweep, about what is new since the one before; undefined where nothing is. */
export const noticeOf = (
  { results, policyVersion }: Pick<SweepResult, 'results' | 'policyVersion'>,
  made: readonly Change[],
  { from, to }: { readonly from: number | undefined; readonly to: number },
): Notice | undefined => {
  const changes = made.map(toldChange);
  const needsAPerson = results.flatMap((finding) => needing(finding, from));
  if (changes.length + needsAPerson.length === 0) return undefined;
  const told = { changes: changes.slice(0, most), needsAPerson: needsAPerson.slice(0, most) };
  return {
    summary: sentences(changes, needsAPerson),
    from: from === undefined ? null : iso(from),
    to: iso(to),
    policyVersion,
    ...told,
    omitted: changes.length + needsAPerson.length - told.changes.length - told.needsAPerson.length,
  };
};

/** The notice of a sweep that began at `to`; null where nothing is new, or where the record cannot be read, which costs no more. */
export const noticeSince = async (
  { ledger, journal }: Pick<Ports, 'journal'> & { readonly ledger: Pick<Ledger, 'between'> },
  result: Pick<SweepResult, 'results' | 'policyVersion'>,
  { from, to }: { readonly from: number | undefined; readonly to: number },
): Promise<Notice | null> => {
  try {
    const { changes } =
      from === undefined ? { changes: [] } : await ledger.between(from - settledMs, to - settledMs, mostRead);
    return noticeOf(result, changes, { from, to }) ?? null;
  } catch (error) {
    journal.warn('people are not told of what is new since the last sweep; alarms and the history have it', { error });
    return null;
  }
};
