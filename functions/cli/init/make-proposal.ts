import type { Finding } from '../../core/model/finding.ts';
import { groupSet, without } from '../../core/model/group-set.ts';
import type { MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Exemption, Policy } from '../../core/model/policy.ts';
import { printable } from '../../core/model/printable.ts';
import { plainPolicy } from '../../policy/edit/plain-policy.ts';
import { type Asked, propose } from '../../policy/propose/propose.ts';
import { type NamedRule, NO_REMARKS, writePolicy } from '../../policy/propose/write-policy.ts';
import type { LeftOut, Proposal, ProposedRule } from '../../report/init/proposal.ts';
import { remarksOn } from '../../report/init/remarks.ts';
import { judgedRules } from './judged-rules.ts';

/** What a proposal is made from. */
export interface ProposalInput {
  readonly account: string;
  readonly region: string;
  readonly lives: readonly LiveState[];
  /** What a plan under a policy finds. */
  judge(policy: Policy): Promise<readonly Finding[]>;
  readonly asked: Asked;
  /** Until which day whatever is not as a rule says is exempt; nothing is when left out. */
  readonly exemptUntil?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const namesOf = (ids: readonly SecurityGroupId[], { usable }: LiveState): readonly string[] =>
  ids.map((id) => usable.find((group) => group.id === id)?.name ?? id);

const isAsItShould = ({ status }: Finding): boolean => status === 'compliant' || status === 'gone';

/** A mount target that is not as its rule says, or has none, with what is said of it. */
const leftOut = (finding: Finding, live: LiveState): LeftOut => {
  const { status, reasons, before, after } = finding;
  const { fileSystem, mountTarget } = live;
  const isChange = status === 'would-fix';
  return {
    fileSystem: { id: fileSystem.id, name: fileSystem.tags.get('Name') ?? null },
    mountTarget: mountTarget.id,
    status: isChange ? 'drifted' : status,
    reasons,
    attached: namesOf(before, live),
    add: isChange ? namesOf(without(after, before), live) : [],
    remove: isChange ? namesOf(without(before, after), live) : [],
  };
};

/** A whole file system where none of its mount targets is as it should be, and else each of these. */
const exemptionsOf = (
  all: readonly LeftOut[],
  lives: ReadonlyMap<MountTargetId, LiveState>,
  until: string,
): readonly Pick<Exemption, 'covers' | 'until' | 'reason'>[] => {
  const counts = new Map<string, number>();
  for (const { fileSystem } of lives.values()) counts.set(fileSystem.id, (counts.get(fileSystem.id) ?? 0) + 1);
  const reason = 'as it was when mountguard init proposed this policy';
  return [...Map.groupBy(all, ({ fileSystem: { id } }) => id)].flatMap(([id, its]) => {
    const covered = its.length === counts.get(id) ? [id] : its.map(({ mountTarget }) => mountTarget);
    return covered.map((covers) => ({ covers, until, reason }));
  });
};

const ruleOf = ({ name, match }: NamedRule, findings: readonly Finding[], out: readonly LeftOut[]): ProposedRule => ({
  name,
  match,
  mountTargets: findings.length,
  fileSystems: new Set(findings.map(({ fileSystemId }) => fileSystemId)).size,
  asItSays: findings.filter(isAsItShould).length,
  others: out,
});

/** Proposes a policy for an account and Region, and says of every mount target that is not as it says. */
export const makeProposal = async (input: ProposalInput): Promise<Proposal> => {
  const { account, region, lives, judge, asked, exemptUntil, now } = input;
  const mostGroups = Math.max(0, ...lives.map(({ attached }) => groupSet(attached).length));
  const learned = propose(lives, asked);
  const { rules, policy } = judgedRules(learned, lives, mostGroups, asked.minPurity, now);
  const byId = new Map(lives.map((live) => [live.mountTarget.id, live]));
  const findings = (await judge(policy)).flatMap((finding) => {
    const live = finding.mountTargetId ? byId.get(finding.mountTargetId) : undefined;
    return live ? [{ finding, live }] : [];
  });
  const byRule = Map.groupBy(findings, ({ finding }) => finding.rule);
  const outOf = (rule: string | null): readonly LeftOut[] =>
    (byRule.get(rule) ?? []).filter(({ finding }) => !isAsItShould(finding)).map((it) => leftOut(it.finding, it.live));
  const proposed = rules.map((rule) =>
    ruleOf(
      rule,
      (byRule.get(rule.name) ?? []).map(({ finding }) => finding),
      outOf(rule.name),
    ),
  );
  const exemptions =
    exemptUntil === undefined
      ? []
      : exemptionsOf(
          proposed.flatMap(({ others }) => others),
          byId,
          exemptUntil,
        );
  const counts = {
    mountTargets: lives.length,
    fileSystems: new Set(lives.map(({ fileSystem }) => fileSystem.id)).size,
  };
  const made = {
    account,
    region,
    day: new Date(now).toISOString().slice(0, 10),
    ...counts,
    rules: proposed,
    ungoverned: outOf(null),
    ...(exemptUntil !== undefined && { exemptUntil }),
  };
  const text = writePolicy(rules, exemptions, mostGroups, remarksOn(made));
  const plain = writePolicy(rules, exemptions, mostGroups, NO_REMARKS);
  // What people called their things stands in the remarks: it must not have become a part of the policy.
  if (JSON.stringify(plainPolicy(text)) !== JSON.stringify(plainPolicy(plain)))
    throw new Error(`the proposal for ${printable(account)} does not say what was meant`);
  return { ...made, text };
};
