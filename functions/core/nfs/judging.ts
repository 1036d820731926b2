import { type Decision, type Drift, refusal } from '../model/decision.ts';
import { groupSet, without } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import { memoized } from '../model/memoized.ts';
import { type Policy, safetyOf } from '../model/policy.ts';
import type { Reason, ReasonCode } from '../model/reason.ts';
import { sayGroup } from '../model/say-group.ts';
import { type CutOff, nfsCutOff } from './cut-off.ts';
import { explainWhySafe, type NameOf } from './explain.ts';
import type { Contest, FlowVerdict } from './flow-evidence.ts';
import { guard, openNow } from './guard.ts';
import type { KnownClients } from './known-clients.ts';
import type { Protection } from './known-good.ts';
import { nfsReach, type RulesOfGroups } from './reach.ts';
import { contestOf, weighed } from './weigh.ts';
import { NOWHERE, type Whereabouts, whereabouts } from './whereabouts.ts';
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
  /** Why a change does no harm although some lose access. */
  readonly whySafe?: string;
}

/** One mount target, what was decided about it, and whom a change of it may not hurt. */
export interface Question {
  readonly live: LiveState;
  readonly decision: Decision;
  readonly protection: Protection;
  /** What a person has decided is not to stop the change. */
  readonly despite?: readonly ReasonCode[] | undefined;
  /** Whether a person has it undo a change of ours. */
  readonly isUndoing?: boolean;
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
  abroad: groupSet(all.flatMap(({ abroad }) => abroad)),
  doubtful: groupSet(all.flatMap(({ doubtful }) => doubtful)),
});

const mostLosers = 50;

const losersOf = ({ lost }: CutOff): readonly string[] => {
  const first = lost.flatMap(({ by }) => by.slice(0, mostLosers));
  return first.flatMap(({ at }) => at).slice(0, mostLosers);
};

const namesIn =
  (live: LiveState): NameOf =>
  (id) =>
    sayGroup(id, live);

const textOf = ({ recent, ever }: Protection): string =>
  JSON.stringify([recent?.sets, recent?.until, ever], (_, value) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Set || value instanceof Map ? [...value] : value;
  });

/**
 * The guards, given the inbound rules of every group that is attached or to be attached; a group that is absent counts as
 * open. `asks` says what to read for a question, and `by` answers by what was read. The same sets of groups and the
 * same changes recur in a survey, so each is worked out once.
 */
export const judging = (rules: RulesOfGroups, policy: Pick<Policy, 'rules' | 'safety'>) => {
  const reachOf = memoized(String, (groups: Groups) => nfsReach(groups, rules));
  const letsOf = memoized(String, (groups: Groups) => writeSources(reachOf(groups).sources));
  const keyOf = ({ live: { mountTarget, attached }, decision, protection, despite, isUndoing }: Change): string =>
    JSON.stringify([
      mountTarget.vpcId,
      mountTarget.families,
      groupSet(attached),
      decision.rule,
      decision.after,
      textOf(protection),
      despite,
      isUndoing,
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
    by(clients: KnownClients) {
      // Of the few changes about which a flow log is asked.
      const contested = new WeakMap<Question, CutOff>();
      const cutOffIn = (change: Change): CutOff => contested.get(change) ?? cutOffOf(change, clients);
      const verdictOf = (change: Change, cutOff: CutOff) => {
        const { live, decision, despite = [], isUndoing = false } = change;
        const added = without(decision.after, groupSet(live.attached));
        const verdict = guard(
          { ...reaches(change), added, cutOff, despite, isUndoing },
          safetyFor(decision),
          namesIn(live),
        );
        // A change that is refused for something else is not safe.
        const whySafe = verdict.refusals.length > 0 ? undefined : explainWhySafe(cutOff);
        return { ...verdict, losers: losersOf(cutOff), ...(whySafe !== undefined && { whySafe }) };
      };
      const verdictAlone = memoized(keyOf, (change) => verdictOf(change, cutOffIn(change)));
      return {
        /** What a flow log could decide about a change; undefined where nothing is contested. */
        contest(question: Question): Contest | undefined {
          if (!isChange(question)) return undefined;
          const cutOff = cutOffOf(question, clients);
          contested.set(question, cutOff);
          return contestOf(cutOff, clients, question.live.mountTarget.vpcId);
        },
        /** The guards' answer, by what a flow log says of the contest where it was asked. */
        judge(question: Question, evidence?: FlowVerdict): Judged {
          const { live, decision } = question;
          const attached = groupSet(live.attached);
          const openings = openNow(reachOf(attached), safetyFor(decision), namesIn(live));
          if (!isChange(question)) return { openings, lets: letsOf(attached), decision, warnings: [], losers: [] };
          const { rule, after } = question.decision;
          const { refusals, ...told } = evidence
            ? verdictOf(question, weighed(cutOffIn(question), evidence))
            : verdictAlone(question);
          return { openings, lets: letsOf(after), decision: refusal(rule, refusals) ?? decision, ...told };
        },
      };
    },
  };
};
