import type { SecurityGroupId } from '../model/ids.ts';
import type { Origin } from '../model/ingress.ts';
import type { Guard, Safety } from '../model/policy.ts';
import type { Reason, ReasonCode } from '../model/reason.ts';
import type { CutOff } from './cut-off.ts';
import { explainCutOff, explainGone, explainOpen, type NameOf, WAYS_OUT, WAYS_OUT_OF_UNDOING } from './explain.ts';
import { type OpenFinding, openToWorld } from './open-to-world.ts';
import { difference, isEmpty, type Reach } from './reach.ts';

/** What a change does to what can reach NFS. */
export interface Effect {
  readonly before: Reach;
  readonly after: Reach;
  /** The groups that are added. */
  readonly added: readonly SecurityGroupId[];
  /** Who would lose access: `nfsCutOff`. */
  readonly cutOff: CutOff;
  /** What a person has decided is not to stop it. */
  readonly despite: readonly ReasonCode[];
  /** Whether it undoes a change of ours. */
  readonly isUndoing: boolean;
}

/** What the guards say of a change. */
export interface Verdict {
  readonly refusals: readonly Reason[];
  readonly warnings: readonly Reason[];
}

interface Objection {
  readonly reason: Reason;
  /** Whether it is refused or only told; `fatal` is refused whatever the policy says. */
  readonly weight: Guard | 'fatal';
}

/** The rules at fault, each once, in one order; without what a prefix list holds. */
const rulesAtFault = ({ by }: OpenFinding): readonly Origin[] => {
  const all = by.map(({ groupId, rule }): Origin => {
    const { source } = rule;
    return {
      groupId,
      rule: source.kind === 'prefix-list' ? { ...rule, source: { kind: source.kind, id: source.id } } : rule,
    };
  });
  const each = new Map(all.map((it) => [JSON.stringify(it), it]));
  return [...each].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
};

/** An opening is grave when it lets in more than before, or a group that is being added is behind it. */
const openings = ({ before, after, added }: Effect, safety: Safety, nameOf: NameOf): readonly Objection[] =>
  openToWorld(after, safety).map((finding) => {
    const isAdded = finding.by.some(({ groupId }) => added.includes(groupId));
    const grave = isAdded || !isEmpty(difference(finding.sources, before.sources));
    const reason: Reason = {
      code: 'nfs-open-to-world',
      text: `${grave ? 'once written' : 'as before'}, ${explainOpen(finding, nameOf)}`,
      setting: 'safety.nfsOpenToWorld',
      ...(grave && finding.by.length > 0 && { remedy: 'Narrow that rule first, or select another group' }),
      ...(!grave && { openBy: rulesAtFault(finding) }),
    };
    return { reason, weight: grave ? safety.nfsOpenToWorld : 'warn' };
  });

const cutOffs = ({ cutOff, despite, isUndoing }: Effect, safety: Safety, nameOf: NameOf): readonly Objection[] => {
  const { extent, lost, relieved } = cutOff;
  const waysOut = isUndoing ? WAYS_OUT_OF_UNDOING : WAYS_OUT;
  const say = (said: CutOff, weight: Objection['weight']): Objection => ({
    reason: explainCutOff(said, safety, nameOf, weight === 'refuse' ? waysOut : undefined),
    weight,
  });
  if (extent === 'all') return [say(cutOff, 'fatal')];
  const [idle, grave] = [true, false].map((isIdle) => lost.filter(({ counts }) => (counts === 'idle') === isIdle));
  const isDecided = relieved !== undefined || despite.includes('nfs-cut-off');
  const gone = cutOff.evidence?.gone ?? [];
  return [
    ...(grave?.length ? [say({ ...cutOff, lost: grave }, isDecided ? 'warn' : safety.nfsCutOff)] : []),
    ...(idle?.length ? [say({ ...cutOff, lost: idle }, 'warn')] : []),
    ...(gone.length > 0
      ? [{ reason: { code: 'nfs-cut-off' as const, text: explainGone(gone) }, weight: 'warn' as const }]
      : []),
  ];
};

/**
 * Judges a change by what it does to clients: every reason that the policy lets refuse, and always when nothing could reach
 * NFS any more, with whatever else a person should know as warnings. An exposure is refused only where it goes beyond what
 * is attached already or comes with a group that is being added, so that an open set can be closed by and by. A person may
 * decide that the losers lose access; never that no source is left, nor that NFS is open to the world.
 */
export const guard = (effect: Effect, safety: Safety, nameOf: NameOf): Verdict => {
  const objections = [...openings(effect, safety, nameOf), ...cutOffs(effect, safety, nameOf)];
  const isRefused = ({ weight }: Objection): boolean => weight !== 'warn';
  return {
    refusals: objections.filter(isRefused).map(({ reason }) => reason),
    warnings: objections.filter((objection) => !isRefused(objection)).map(({ reason }) => reason),
  };
};

/** Every way in which a set of groups leaves NFS open to the world. */
export const openNow = (reach: Reach, safety: Safety, nameOf: NameOf): readonly Reason[] =>
  openToWorld(reach, safety).map((finding) => ({
    code: 'nfs-open-to-world',
    text: explainOpen(finding, nameOf),
    openBy: rulesAtFault(finding),
  }));
