import type { SecurityGroupId } from '../model/ids.ts';
import type { Policy, Safety } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';
import type { CutOff } from './cut-off.ts';
import { explainCutOff, explainOpen } from './explain.ts';
import { openToWorld } from './open-to-world.ts';
import { difference, isEmpty, type Reach } from './reach.ts';

/** What a change does to what can reach NFS. */
export interface Effect {
  readonly before: Reach;
  readonly after: Reach;
  /** The groups that are added. */
  readonly added: readonly SecurityGroupId[];
  /** What would lose access: `nfsCutOff`. */
  readonly cutOff: CutOff;
}

interface Objection {
  readonly reason: Reason;
  /** Whether the policy may have it refused; otherwise it is a warning at most. `fatal` is refused whatever it says. */
  readonly weight: 'light' | 'grave' | 'fatal';
  readonly guard: keyof Safety & `nfs${string}`;
}

/** An opening is grave when it lets in more than before, or a group that is being added is behind it. */
const openings = ({ before, after, added }: Effect, safety: Safety): readonly Objection[] =>
  openToWorld(after, safety).map((finding) => {
    const isAdded = finding.by.some(({ groupId }) => added.includes(groupId));
    const grave = isAdded || !isEmpty(difference(finding.sources, before.sources));
    const text = `${grave ? 'once written' : 'as before'}, ${explainOpen(finding)} (safety.nfsOpenToWorld)`;
    return { reason: { code: 'nfs-open-to-world', text }, weight: grave ? 'grave' : 'light', guard: 'nfsOpenToWorld' };
  });

const cutOffs = (cutOff: CutOff): readonly Objection[] => {
  const isEnd = cutOff.extent === 'all';
  // An empty group loses nothing, as long as any other source keeps access.
  const lost = cutOff.lost.filter(({ inUse }) => isEnd || inUse);
  if (lost.length === 0) return [];
  const clause = explainCutOff({ ...cutOff, lost });
  const text = isEnd ? clause : `${clause} (safety.nfsCutOff)`;
  // A failed read must not turn a refusal into a write.
  const isGrave = lost.some(({ inUse }) => inUse === true || inUse === 'unreadable');
  const weight = isEnd ? 'fatal' : isGrave ? 'grave' : 'light';
  return [{ reason: { code: 'nfs-cut-off', text }, weight, guard: 'nfsCutOff' }];
};

/**
 * Judges a change by what it does to clients: every reason that the policy lets refuse, and always when nothing could reach
 * NFS any more, with whatever else a person should know as warnings. An exposure is refused only where it goes beyond what
 * is attached already or comes with a group that is being added, so that an open set can be closed by and by.
 */
export const guard = (
  effect: Effect,
  { safety }: Pick<Policy, 'safety'>,
): { readonly refusals: readonly Reason[]; readonly warnings: readonly Reason[] } => {
  const objections = [...openings(effect, safety), ...cutOffs(effect.cutOff)];
  const refuses = ({ weight, guard }: Objection) =>
    weight === 'fatal' || (weight === 'grave' && safety[guard] === 'refuse');
  return {
    refusals: objections.filter(refuses).map(({ reason }) => reason),
    warnings: objections.filter((objection) => !refuses(objection)).map(({ reason }) => reason),
  };
};

/** Every way in which a set of groups leaves NFS open to the world. */
export const openNow = (reach: Reach, { safety }: Pick<Policy, 'safety'>): readonly Reason[] =>
  openToWorld(reach, safety).map((finding) => ({ code: 'nfs-open-to-world', text: explainOpen(finding) }));
