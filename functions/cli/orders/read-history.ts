import { attribute } from '../../core/model/attribution.ts';
import { groupSet, without } from '../../core/model/group-set.ts';
import type { Change } from '../../engine/ports/record/change.ts';
import type { OrderRecord } from '../../engine/ports/record/order.ts';
import type { HistoryChange, HistoryOrder } from '../../report/history/history-report.ts';
import type { Cli } from '../cli.ts';
import type { Session } from '../session/session.ts';
import { type Names, namesOf } from './names.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** Where the clocks of this machine are. */
export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Changes on record with the names of what they are about, looked up where they are not known. */
export const namedChanges = async (
  cli: Pick<Cli, 'tell'>,
  { clients }: Pick<Session, 'clients'>,
  changes: readonly Change[],
): Promise<readonly HistoryChange[]> => {
  const groups = new Set(changes.flatMap(({ before, after }) => [...before, ...after]));
  return named(await namesOf(cli, clients, new Set(changes.map((it) => it.fileSystemId)), groups), changes);
};

/** Changes on record with names. */
export const named = (names: Names, changes: readonly Change[]): readonly HistoryChange[] =>
  changes.map((change): HistoryChange => {
    const { before, after, mountTargetId, fileSystemId, actor, ordered } = change;
    const tool = attribute(actor).tool;
    return {
      at: iso(change.at),
      changeId: change.changeId,
      fileSystem: { id: fileSystemId, name: names.fileSystem(fileSystemId) },
      mountTarget: { id: mountTargetId, zone: names.zone(mountTargetId) },
      add: groupSet(without(after, before)).map(names.group),
      remove: groupSet(without(before, after)).map(names.group),
      keep: groupSet(before.filter((id) => after.includes(id))).map(names.group),
      cause: change.cause,
      rule: change.rule,
      actor: actor ? { arn: actor.arn, tool } : null,
      ordered: ordered ? { by: ordered.by, reason: ordered.reason } : null,
      plan: change.plan ?? null,
      undoes: change.undoes ?? null,
      status: change.status,
      reasons: change.reasons,
      seconds: Math.max(0, change.concludedAt - change.at) / 1000,
    };
  });

/** An order on record, for a person to read. */
export const toldOrder = (order: OrderRecord): HistoryOrder => ({
  at: iso(order.at),
  order: order.order,
  by: order.by,
  reason: order.reason,
  ids: order.ids,
  until: order.until === undefined ? null : iso(order.until),
  plan: order.fingerprint ?? null,
  changeId: order.changeId ?? null,
  despite: order.despite ?? [],
});
