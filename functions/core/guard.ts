import type { Decision } from './decision.ts';
import { groupSet } from './group-set.ts';
import type { SecurityGroupId } from './ids.ts';
import { type CutOff, nfsCutOff } from './nfs-cut-off.ts';
import { explainCutOff, explainOpen } from './nfs-explain.ts';
import { openToWorld } from './nfs-open.ts';
import { difference, isEmpty, nfsReach, type Reach, type RulesOfGroups } from './nfs-reach.ts';
import type { Policy, Safety } from './policy.ts';
import type { Reason } from './reason.ts';

type Drift = Extract<Decision, { status: 'drifted' }>;
type Groups = readonly SecurityGroupId[];

/** What a change is judged by beside the policy. */
export interface Surroundings {
  /** Of every group attached or to be attached; a group that is absent counts as open. */
  readonly rules: RulesOfGroups;
  /** Those of `lostGroups` that have interfaces of running workloads; a mount target's own interface is none. */
  readonly inUse: ReadonlySet<SecurityGroupId>;
}

interface Objection {
  readonly reason: Reason;
  /** Whether the policy may have it refused; otherwise it is a warning at most. */
  readonly grave: boolean;
  readonly guard: keyof Safety & `nfs${string}`;
}

const openingsOf = (before: Reach, after: Reach, safety: Safety): readonly Objection[] =>
  openToWorld(after, safety).map((finding) => {
    const grave = !isEmpty(difference(finding.sources, before.sources));
    const text = `${grave ? 'once written' : 'as before'}, ${explainOpen(finding)} (safety.nfsOpenToWorld)`;
    return { reason: { code: 'nfs-open-to-world', text }, grave, guard: 'nfsOpenToWorld' };
  });

/** Groups that nobody is in lose nothing, as long as somebody else can still get in. */
const losses = (cutOff: CutOff): CutOff => {
  if (cutOff.extent !== 'some') return cutOff;
  const lost = cutOff.lost.filter(({ inUse }) => inUse);
  return { extent: lost.length > 0 ? 'some' : 'none', lost };
};

const cutOffs = (before: Reach, after: Reach, inUse: Surroundings['inUse']): readonly Objection[] => {
  const cutOff = losses(nfsCutOff(before, after, inUse));
  const text = explainCutOff(cutOff);
  if (text === undefined) return [];
  const grave = cutOff.extent === 'all' || cutOff.lost.some((source) => source.inUse === true);
  return [{ reason: { code: 'nfs-cut-off', text: `${text} (safety.nfsCutOff)` }, grave, guard: 'nfsCutOff' }];
};

/**
 * Judges a change by what it does to clients: the drift as it is, or refused for every reason that the policy lets
 * refuse, with whatever else a person should know as warnings. An exposure is refused only where it goes beyond what is
 * attached already, so that an open set can be closed by and by.
 */
export const guard = (
  drift: Drift,
  attached: Groups,
  { rules, inUse }: Surroundings,
  { safety }: Pick<Policy, 'safety'>,
): { readonly decision: Decision; readonly warnings: readonly Reason[] } => {
  const before = nfsReach(groupSet(attached), rules);
  const after = nfsReach(drift.after, rules);
  const objections = [...openingsOf(before, after, safety), ...cutOffs(before, after, inUse)];
  const refuses = ({ grave, guard }: Objection) => grave && safety[guard] === 'refuse';
  const [first, ...rest] = objections.filter(refuses).map(({ reason }) => reason);
  return {
    decision: first ? { status: 'refused', rule: drift.rule, reasons: [first, ...rest] } : drift,
    warnings: objections.filter((objection) => !refuses(objection)).map(({ reason }) => reason),
  };
};

/** Every way in which the groups that are attached leave NFS open to the world. */
export const openNow = (
  attached: Groups,
  { rules }: Pick<Surroundings, 'rules'>,
  { safety }: Pick<Policy, 'safety'>,
): readonly Reason[] =>
  openToWorld(nfsReach(groupSet(attached), rules), safety).map((finding) => ({
    code: 'nfs-open-to-world',
    text: explainOpen(finding),
  }));

/** The groups whose members would lose access to NFS, sorted: of these it matters whether they are in use. */
export const lostGroups = (attached: Groups, after: Groups, rules: RulesOfGroups): Groups =>
  groupSet(difference(nfsReach(groupSet(attached), rules).sources, nfsReach(after, rules).sources).groups);
