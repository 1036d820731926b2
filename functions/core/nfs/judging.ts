import { type Decision, type Drift, refusal } from '../model/decision.ts';
import { groupSet, without } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import { memoized } from '../model/memoized.ts';
import { type Policy, safetyOf } from '../model/policy.ts';
import type { Reason, ReasonCode } from '../model/reason.ts';
import { type CutOff, NOWHERE, nfsCutOff, type Whereabouts, whereabouts } from './cut-off.ts';
import { explainWhySafe, type NameOf } from './explain.ts';
import type { Contest, FlowVerdict } from './flow-evidence.ts';
import { guard, openNow } from './guard.ts';
import type { KnownClients } from './known-clients.ts';
import type { Protection } from './known-good.ts';
import { nfsReach, type RulesOfGroups } from './reach.ts';
import { contestOf, weighed } from './weigh.ts';
import { type WrittenSources, writeSources } from './written-sources.ts';

type Groups = readonly SecurityGroupId[];

/** A decision that the guards have seen: drift may have become a refusal. */
export interface Judged {
  readonly decision: Decision;
  /** About the groups that would be attached once the decision is carried out. */
  readonly warnings: readonly Reason[];
  /** About the groups that are attached now. */
  readonly openings: readonly Reason[];
  /** What the set lets in that would be attached then. */
  readonly lets: WrittenSources;
  /** Addresses of clients that lose access by it although they are protected, or are only warned of: not more than 50. */
  readonly losers: readonly string[];
  /** Why a change hurts nobody although some lose access. */
  readonly whySafe?: string;
}

/** One mount target, what was decided about it, and whom a change of it may not hurt. */
export interface Question {
  readonly live: LiveState;
  readonly decision: Decision;
  readonly protection: Protection;
  /** What a flow log says of the contest. */
  readonly evidence?: FlowVerdict | undefined;
  /** What a person has decided is not to stop the change. */
  readonly despite?: readonly ReasonCode[] | undefined;
}

/** A question about drift. */
interface Change extends Question {
  readonly decision: Drift;
}

const isChange = (question: Question): question is Change => question.decision.status === 'drifted';

/** The groups whose rules decide whether a decision may be carried out. */
export const groupsToJudge = ({ attached }: LiveState, decision: Decision): Groups =>
  groupSet([...attached, ...(decision.status === 'drifted' ? decision.after : [])]);

/** Everything that these ask for, each once. */
export const together = (all: readonly Whereabouts[]): Whereabouts => ({
  vpcs: [...new Set(all.flatMap(({ vpcs }) => vpcs))],
  blocks: [...new Set(all.flatMap(({ blocks }) => blocks))],
  groups: groupSet(all.flatMap(({ groups }) => groups)),
  doubtful: groupSet(all.flatMap(({ doubtful }) => doubtful)),
});

const mostLosers = 50;

const losersOf = ({ lost }: CutOff): readonly string[] => {
  const first = lost.flatMap(({ by }) => by.slice(0, mostLosers));
  return first.flatMap(({ at }) => at).slice(0, mostLosers);
};

/** Names of groups, by the groups that can be used in a VPC: the same list serves many mount targets. */
const namesIn = () => {
  const known = new WeakMap<LiveState['usable'], NameOf>();
  const naming = (usable: LiveState['usable']): NameOf => {
    const names = new Map(usable.map(({ id, name }) => [id, name]));
    return (id) => (names.has(id) ? `${names.get(id)} (${id})` : id);
  };
  return (usable: LiveState['usable']): NameOf => {
    const nameOf = known.get(usable) ?? naming(usable);
    known.set(usable, nameOf);
    return nameOf;
  };
};

const textOf = ({ recent, ever }: Protection): string =>
  JSON.stringify([recent?.sets, recent?.until, ever], (_, value) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Set || value instanceof Map ? [...value] : value;
  });

/**
 * The guards, given the inbound rules of every group that is attached or to be attached; a group that is absent counts as
 * open. `asks` says what to read for a question, and `by` judges by what was read. The same sets of groups and the
 * same changes recur in a survey, so each is worked out once.
 */
export const judging = (rules: RulesOfGroups, policy: Pick<Policy, 'rules' | 'safety'>) => {
  const reachOf = memoized(String, (groups: Groups) => nfsReach(groups, rules));
  const letsOf = memoized(String, (groups: Groups) => writeSources(reachOf(groups).sources));
  const namesOf = namesIn();
  const keyOf = ({ live: { mountTarget, attached }, decision, protection, despite }: Change): string =>
    JSON.stringify([
      mountTarget.vpcId,
      mountTarget.families,
      groupSet(attached),
      decision.rule,
      decision.after,
      textOf(protection),
      despite,
    ]);
  const reaches = ({ live: { attached }, decision: { after } }: Change) => ({
    before: reachOf(groupSet(attached)),
    after: reachOf(after),
  });
  const safetyFor = (decision: Decision) => safetyOf(policy, 'rule' in decision ? decision.rule : null);
  const cutOffOf = (change: Change, clients: KnownClients): CutOff => {
    const { before, after } = reaches(change);
    return nfsCutOff(before, after, change.live, clients, change.protection, safetyFor(change.decision));
  };
  return {
    asks(question: Question): Whereabouts {
      if (!isChange(question)) return NOWHERE;
      const { before, after } = reaches(question);
      return whereabouts(before, after, question.live, question.protection);
    },
    /** What a flow log could decide about a change; undefined where nothing is contested. */
    contest(question: Question, clients: KnownClients): Contest | undefined {
      if (!isChange(question)) return undefined;
      return contestOf(cutOffOf(question, clients), clients, question.live.mountTarget.vpcId);
    },
    by(clients: KnownClients) {
      const verdictOf = (change: Change) => {
        const { live, decision, evidence, despite = [] } = change;
        const judgedAlone = cutOffOf(change, clients);
        const cutOff = evidence ? weighed(judgedAlone, evidence) : judgedAlone;
        const added = without(decision.after, groupSet(live.attached));
        const effect = { ...reaches(change), added, cutOff, despite };
        const verdict = guard(effect, safetyFor(decision), namesOf(live.usable));
        // A change that is refused for something else is not safe.
        const whySafe = verdict.refusals.length > 0 ? undefined : explainWhySafe(cutOff);
        return {
          ...verdict,
          losers: losersOf(cutOff),
          ...(whySafe !== undefined && { whySafe }),
        };
      };
      const verdictOnce = memoized(keyOf, verdictOf);
      return (question: Question): Judged => {
        const { live, decision } = question;
        const attached = groupSet(live.attached);
        const openings = openNow(reachOf(attached), safetyFor(decision), namesOf(live.usable));
        if (!isChange(question)) return { openings, lets: letsOf(attached), decision, warnings: [], losers: [] };
        const { rule, after } = question.decision;
        const { refusals, ...told } = question.evidence ? verdictOf(question) : verdictOnce(question);
        return { openings, lets: letsOf(after), decision: refusal(rule, refusals) ?? decision, ...told };
      };
    },
  };
};
