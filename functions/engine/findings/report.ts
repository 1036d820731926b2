import { desiredSet } from '../../core/decide/decide.ts';
import { explain } from '../../core/decide/explain.ts';
import { attribute } from '../../core/model/attribution.ts';
import type { Decision } from '../../core/model/decision.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet } from '../../core/model/group-set.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Policy } from '../../core/model/policy.ts';
import { putOffOrRefused } from '../../core/model/put-off.ts';
import { type Reason, sayReason, sayReasons } from '../../core/model/reason.ts';
import type { Judged } from '../../core/nfs/judging.ts';
import type { Target } from '../ports/target.ts';

/** Characters of an explanation at most: names of groups and rules could make it grow without end. */
const longest = 3000;

/** The pages that say what to do about a finding. */
const runbooksOf = ({ reasons, warnings }: Finding): string => {
  const pages = [...new Set([...reasons, ...warnings])].map((code) => `infra/runbooks/${code}.md`);
  return pages.length > 0 ? ` Runbook: ${pages.join(', ')}` : '';
};

/** A finding whose explanation has a bound and names the runbooks of its reasons: what every finding becomes before it is told. */
export const bounded = (finding: Finding): Finding => {
  const { explanation } = finding;
  const short = explanation.length > longest ? `${explanation.slice(0, longest)}… (shortened)` : explanation;
  return { ...finding, explanation: `${short}${runbooksOf(finding)}`.trimStart() };
};

/** A finding that says one sentence more. */
export const saying = (finding: Finding, sentence: string): Finding => ({
  ...finding,
  explanation: `${finding.explanation} ${sentence}`.trimStart(),
});

/** Drift that was found and is not put right, for these reasons. */
export const heldBack = (finding: Finding, reasons: readonly Reason[]): Finding => {
  const status = putOffOrRefused(reasons);
  const word = status === 'refused' ? 'Refused' : 'Deferred';
  return {
    ...saying(finding, `${word}: ${sayReasons(reasons)}.`),
    status,
    reasons: reasons.map(({ code }) => code),
    after: finding.before,
  };
};

/** The codes of warnings, each once. */
const codesOf = (warnings: readonly Reason[]) => [...new Set(warnings.map(({ code }) => code))];

/** A warning as a sentence. */
const warningOf = (warning: Reason): string => `Warning: ${sayReason(warning)}.`;

/** The finding that reports what the guards made of a decision. */
export const reportJudged = (
  live: LiveState,
  { decision, warnings, openings, whySafe }: Judged,
  policy: Policy,
): Finding => {
  const finding = report(live.mountTarget, live, decision, policy, [...openings, ...warnings]);
  return whySafe === undefined ? finding : saying(finding, whySafe);
};

/** The finding that reports a decision on which nothing was done: drift is `would-fix`. */
export const report = (
  target: Target,
  live: LiveState | undefined,
  decision: Decision,
  policy: Policy,
  warnings: readonly Reason[] = [],
): Finding => {
  const before = groupSet(live?.attached ?? []);
  const drifted = decision.status === 'drifted';
  return {
    mountTargetId: target.id,
    fileSystemId: live?.mountTarget.fileSystemId ?? target.known?.fileSystemId ?? null,
    status: drifted ? 'would-fix' : decision.status,
    reasons: 'reasons' in decision ? decision.reasons.map((reason) => reason.code) : [],
    rule: 'rule' in decision ? decision.rule : null,
    before,
    after: drifted ? decision.after : before,
    desired: desiredSet(decision, live, policy),
    warnings: codesOf(warnings),
    causedBy: attribute(undefined),
    previous: null,
    explanation: [explain(decision, live, policy), ...warnings.map(warningOf)].join(' '),
  };
};
