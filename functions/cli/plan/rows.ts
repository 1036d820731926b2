import { nearMiss } from '../../core/decide/near-miss.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Rule } from '../../core/model/policy.ts';
import type { Surveyed } from '../../engine/guards/judge-all.ts';
import type { NamedGroup, PlanRow } from '../../report/plan/plan-report.ts';
import type { RowStatus } from '../../report/plan/status.ts';
import type { PolicyRead } from '../session/policy-chosen.ts';

type Usable = LiveState['usable'];

/** Names of groups by their ids; one list of groups serves every mount target of its VPC. */
const naming = () => {
  const known = new WeakMap<Usable, ReadonlyMap<SecurityGroupId, NamedGroup>>();
  const namesIn = (usable: Usable): ReadonlyMap<SecurityGroupId, NamedGroup> => {
    const names = known.get(usable) ?? new Map(usable.map(({ id, name }) => [id, { id, name }]));
    known.set(usable, names);
    return names;
  };
  return (ids: readonly SecurityGroupId[], usable: Usable = []): readonly NamedGroup[] => {
    const names = usable.length > 0 ? namesIn(usable) : undefined;
    return ids.map((id) => names?.get(id) ?? { id, name: null });
  };
};

const words: Readonly<Record<Finding['status'], RowStatus>> = {
  compliant: 'compliant',
  drifted: 'drifted',
  'would-fix': 'drifted',
  fixed: 'drifted',
  unmanaged: 'unmanaged',
  exempt: 'exempt',
  refused: 'refused',
  deferred: 'deferred',
  failed: 'failed',
  gone: 'compliant',
};

/** The rows of a survey; what is gone has none. Only where there is a record is it known since when a state has lasted. */
export const rowsOf = (
  surveyed: readonly Surveyed[],
  { policy, lines }: Pick<PolicyRead, 'policy' | 'lines'>,
  isRecorded: boolean,
): readonly PlanRow[] => {
  const { rules } = policy;
  const byName: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.name, rule]));
  const said = new Map(rules.map(({ name, match }) => [name, { name, line: lines.get(name) ?? null, match }]));
  const named = naming();
  const tagsOf = new WeakMap<LiveState['fileSystem'], Record<string, string>>();
  return surveyed
    .filter(({ finding }) => finding.status !== 'gone')
    .map(({ finding, basis }): PlanRow => {
      const live = basis?.live;
      const drift = basis?.decision.status === 'drifted' ? basis.decision : undefined;
      const { before, rule } = finding;
      const fileSystem = live?.fileSystem;
      const tags = (fileSystem && tagsOf.get(fileSystem)) ?? Object.fromEntries(fileSystem?.tags ?? []);
      if (fileSystem) tagsOf.set(fileSystem, tags);
      const group = (ids: readonly SecurityGroupId[]) => named(ids, live?.usable);
      return {
        fileSystem: { id: finding.fileSystemId, name: fileSystem?.tags.get('Name') ?? null, tags },
        mountTarget: {
          id: finding.mountTargetId,
          zone: live?.mountTarget.availabilityZone ?? null,
          ip: live?.mountTarget.address ?? null,
          vpc: live?.mountTarget.vpcId ?? null,
        },
        status: words[finding.status],
        mode: (rule === null ? undefined : byName.get(rule)?.mode) ?? null,
        reasons: basis?.reasons ?? finding.reasons.map((code) => ({ code, text: finding.explanation })),
        warnings: basis?.warnings ?? [],
        rule: (rule === null ? undefined : said.get(rule)) ?? null,
        attached: group(before),
        desired: finding.desired && group(finding.desired),
        add: group(drift?.add ?? []),
        remove: group(drift?.remove ?? []),
        keep: group(drift ? drift.keep : before),
        since: (isRecorded ? finding.since : undefined) ?? null,
        causedBy: null,
        nearest: (live && finding.status === 'unmanaged' ? nearMiss(policy, live) : undefined) ?? null,
        explanation: finding.explanation,
      };
    });
};
