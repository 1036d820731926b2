import { securityGroupId } from '../../../functions/core/model/ids.ts';
import type { ReasonCode } from '../../../functions/core/model/reason.ts';
import { judging } from '../../../functions/core/nfs/judging.ts';
import { knownClients } from '../../../functions/core/nfs/known-clients.ts';
import { UNRECORDED } from '../../../functions/core/nfs/known-good.ts';
import { must } from '../../support/must.ts';
import type { Stage } from '../stage/stage.ts';
import { ofEveryWrite } from './invariant.ts';
import { isUndoing } from './undoing.ts';
import type { Write } from './writes.ts';

/** The reasons that hold against a write, whenever since its process started the groups and their rules were read. */
const alwaysRefused = (stage: Stage, { process, target, groups }: Write): ReadonlySet<ReasonCode> => {
  const moments = stage.history.during(process.startedAt - stage.staleMs, stage.timeline.now());
  const after = groups.map((id) => must(securityGroupId(id)));
  const drift = { status: 'drifted', rule: '', mode: 'enforce', add: [], remove: [], keep: [], after } as const;
  // Whom a change may not hurt is told by the record; that somebody is left, by the groups alone.
  const policy = { ...process.policy, safety: { ...process.policy.safety, nfsCutOff: 'warn' as const } };
  const judgements = moments.flatMap(({ lives }) => {
    const live = lives.get(target);
    if (!live) return [];
    return moments.map(({ rules }) => {
      const { decision } = judging(rules, policy).by(knownClients([])).judge({
        live,
        decision: drift,
        protection: UNRECORDED,
      });
      return new Set(decision.status === 'refused' ? decision.reasons.map(({ code }) => code) : []);
    });
  });
  return judgements.reduce<ReadonlySet<ReasonCode>>((all, some) => all.intersection(some), judgements[0] ?? new Set());
};

const neverDoes = (name: string, code: ReasonCode) =>
  ofEveryWrite(name, (write, stage) =>
    !isUndoing(write) && alwaysRefused(stage, write).has(code) ? `with ${write.groups.join(', ')}` : undefined,
  );

/** Where the policy refuses it, no write opens NFS to the world. */
export const neverOpensNfs = neverDoes('never-opens-nfs', 'nfs-open-to-world');
/** Where the policy refuses it, no write cuts every client off. */
export const neverCutsOff = neverDoes('never-cuts-off', 'nfs-cut-off');
