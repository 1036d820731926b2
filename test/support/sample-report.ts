import { securityGroupId } from '../../functions/core/model/ids.ts';
import { type Reason, sayReason } from '../../functions/core/model/reason.ts';
import type { DayOnRecord } from '../../functions/engine/ports/record/day.ts';
import type { HistoryChange } from '../../functions/report/history/history-report.ts';
import type { NamedGroup, PlanReport, PlanRow } from '../../functions/report/plan/plan-report.ts';
import { statuses } from '../../functions/report/plan/status.ts';
import type { Report, ReportPlace } from '../../functions/report/report/report.ts';
import { must } from './must.ts';

/** When every sample was made. */
const madeAt = '2026-11-27T06:00:00.000Z';

const hex = (n: number, salt: number): string =>
  ((n + 1) * 2654435761 + salt * 40503).toString(16).padStart(17, '0').slice(-17);

const group = (name: string, n = 0): NamedGroup => ({ id: `sg-${hex(name.length * 31 + n, 7)}`, name });

const environments = ['prod', 'staging', 'dev'] as const;
const teams = ['payments', 'ml', 'web', 'search', 'archive'] as const;
const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'] as const;
const rule = { name: 'nfs-by-environment', line: 4, match: 'exactly' };

/** A mount target that is as its rule says, and the base of those that are not. */
export const sampleRow = (n: number, over: Partial<PlanRow> = {}): PlanRow => {
  const [system, zone] = [Math.floor(n / 3), n % 3];
  const environment = environments[system % 3] ?? 'prod';
  const team = teams[system % 5] ?? 'web';
  const name = `${team}-${environment}-${String(system).padStart(3, '0')}`;
  const wanted = group(`${environment}-nfs`);
  return {
    fileSystem: {
      id: `fs-${hex(system, 1)}`,
      name,
      tags: { Name: name, environment, team, 'cost-center': `${4000 + (system % 40)}` },
    },
    mountTarget: {
      id: `fsmt-${hex(n, 2)}`,
      zone: zones[zone] ?? null,
      ip: `10.${zone}.${Math.floor(system / 250)}.${16 + (system % 230)}`,
      vpc: 'vpc-0ff1ce0ff1ce0ff10',
    },
    status: 'compliant',
    mode: 'enforce',
    reasons: [],
    warnings: [],
    rule,
    attached: [wanted],
    desired: [wanted],
    add: [],
    remove: [],
    keep: [wanted],
    since: null,
    causedBy: null,
    nearest: null,
    explanation: 'Compliant: rule nfs-by-environment requires exactly these groups, and they are attached.',
    ...over,
  };
};

const legacy = group('nfs-legacy');
const drift = (n: number): PlanRow => {
  const row = sampleRow(n);
  return sampleRow(n, {
    status: 'drifted',
    add: row.keep,
    remove: [legacy],
    keep: [],
    attached: [legacy],
    explanation: `Rule nfs-by-environment requires exactly its groups; add ${row.keep[0]?.name} (${row.keep[0]?.id}); remove nfs-legacy (${legacy.id}).`,
  });
};

const batch = 'by staging-batch (sg-0cc1cc1cc1cc1cc1c), let in by staging-nfs-batch (sg-07a307a307a307a30)';
const who = `i-0bat0bat0bat0ba10 (${batch}), i-0bat0bat0bat0ba11 (${batch})`;
const cutOff: Reason = {
  code: 'nfs-cut-off',
  text: `${who} would lose access to NFS`,
  because: 'a set that satisfied the policy let them in within safety.clients.undoWithin before the drift',
  setting: 'safety.nfsCutOff',
  remedy: 'To go on, let them in by the groups that the policy wants',
  loss: {
    who,
    names: 'i-0bat0bat0bat0ba10, i-0bat0bat0bat0ba11',
    groups: [must(securityGroupId('sg-0cc1cc1cc1cc1cc1c'))],
  },
};

const anywhere = group('nfs-anywhere');
const open = `0.0.0.0/0 may reach NFS, and nothing wider than a /8 should: nfs-anywhere (${anywhere.id}) (tcp 2049 from 0.0.0.0/0)`;
const near = 'environment=prod or staging or 1 more; the file system has Environment=prod';
const openBy = (id: string): NonNullable<Reason['openBy']> => [
  {
    groupId: must(securityGroupId(id)),
    rule: { protocol: 'tcp', fromPort: 2049, toPort: 2049, source: { kind: 'cidr', cidr: '0.0.0.0/0' } },
  },
];
const bySomebody = {
  kind: 'person',
  arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_PlatformAdmin_0123456789abcdef/bob',
  tool: 'AWS Management Console',
  at: '2026-11-26T16:20:00.000Z',
  eventName: 'ModifyMountTargetSecurityGroups',
  eventId: '6f2c0000-0000-4000-8000-000000000001',
};

/** The row at a place in a sample: mostly compliant, and now and then each of the other kinds. */
const mixed = (n: number): PlanRow => {
  switch (n % 60) {
    case 7:
      return drift(n);
    case 19: {
      return {
        ...drift(n),
        status: 'refused',
        reasons: [cutOff],
        explanation: `Refused: rule nfs-by-environment requires exactly its groups, but ${sayReason(cutOff)}.`,
        causedBy: bySomebody,
      };
    }
    case 31:
      return sampleRow(n, {
        warnings: [{ code: 'nfs-open-to-world', text: open, openBy: openBy(anywhere.id) }],
        attached: [anywhere],
        keep: [anywhere],
        explanation: `Compliant: rule nfs-by-environment requires exactly these groups, and they are attached. ${open}.`,
      });
    case 33:
    case 34:
    case 35:
      return sampleRow(n, {
        status: 'unmanaged',
        rule: null,
        mode: null,
        desired: null,
        nearest: `rule nfs-by-environment requires ${near}`,
        explanation: `No rule matches. Nearest: rule nfs-by-environment requires ${near}.`,
      });
    case 43:
      return sampleRow(n, {
        status: 'exempt',
        rule: null,
        mode: null,
        desired: null,
        explanation: 'Exempt until 2026-12-31: INC-1234 vendor migration.',
      });
    case 47: {
      const text =
        'held until 2026-12-06T00:00:00.000Z by ana (INC-7 batch moves this week); {"release": "ID"} ends that';
      return { ...drift(n), status: 'deferred', reasons: [{ code: 'held', text }], explanation: `Deferred: ${text}.` };
    }
    case 53: {
      const text = 'no group of the VPC has the tag nfs-access=dev';
      return sampleRow(n, {
        status: 'refused',
        reasons: [{ code: 'no-matching-group', text }],
        desired: null,
        explanation: `Refused: rule nfs-by-environment requires exactly its groups, but ${text}.`,
      });
    }
    default:
      return sampleRow(n);
  }
};

const policyText = `# Groups by environment.
version: 1
mode: enforce
rules:
  - name: nfs-by-environment
    when:
      tags: { environment: [prod, staging, dev] }
      unless: { legacy: "*" }
    securityGroups:
      - tags: { nfs-access: "\${environment}" }
    match: exactly
  - name: nobody
    when:
      tags: { team: ghost }
    securityGroups:
      - name: ghost-nfs
exemptions:
  - fileSystem: fs-0000000000000000e
    until: 2026-12-31
    reason: INC-1234 vendor migration
`;

const planOf = (account: string, region: string, results: readonly PlanRow[]): PlanReport => ({
  version: 1,
  mountguard: '0.2.0',
  account,
  region,
  caller: `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_PlatformAdmin_0123456789abcdef/ana`,
  at: madeAt,
  policy: { uri: 'ssm:/mountguard/policy', version: '2d2fcc7d5c1f', mode: 'enforce', rules: 2, why: null },
  stack: { name: 'mountguard' },
  fingerprint: '70211f7fda31',
  complete: true,
  budget: { changes: 3, allowed: 25 },
  stopped: [],
  lastSweep: '2026-11-27T05:48:00.000Z',
  calls: {
    DescribeFileSystems: 2,
    DescribeNetworkInterfaces: 5,
    GetSecurityGroupsForVpc: 1,
    DescribeSecurityGroups: 3,
  },
  seconds: 0.9,
  summary: {
    mountTargets: results.length,
    fileSystems: new Set(results.map(({ fileSystem }) => fileSystem.id)).size,
    openToWorld: 0,
    ...(Object.fromEntries(
      statuses.map((status) => [status, results.filter((row) => row.status === status).length]),
    ) as Record<PlanRow['status'], number>),
  },
  warnings: ['Rule nobody governs no mount target. Its tags may be mistyped.'],
  results,
});

const daysOf = (checked: number): readonly DayOnRecord[] =>
  Array.from({ length: 30 }, (_, n): DayOnRecord => {
    const drifted = [2, 1, 0, 3, 9, 14, 6, 2, 1, 1][n % 10] ?? 0;
    const share = Math.min(checked, Math.ceil((drifted * checked) / 500));
    const unmanaged = Math.floor(checked / 20);
    const day = new Date(Date.parse('2026-10-29T00:00:00Z') + n * 86_400_000).toISOString().slice(0, 10);
    const refused = Math.floor(checked / 60);
    return {
      day,
      checked,
      compliant: checked - unmanaged - refused - share,
      drifted: share,
      refused,
      held: 0,
      unmanaged,
      fixed: drifted,
    };
  }).filter((_, n) => n !== 12 && n !== 13);

const changeOf = (n: number): HistoryChange => {
  const row = sampleRow(n * 3);
  const isRevert = n % 5 === 3;
  return {
    changeId: hex(n, 9).slice(-8).padEnd(36, '0'),
    at: new Date(Date.parse(madeAt) - (n + 1) * 7_000_000).toISOString(),
    fileSystem: { id: row.fileSystem.id ?? '', name: row.fileSystem.name },
    mountTarget: { id: row.mountTarget.id ?? '', zone: row.mountTarget.zone },
    add: isRevert ? [legacy] : [],
    remove: isRevert ? [] : [legacy],
    keep: row.keep,
    rule: rule.name,
    cause: isRevert ? 'revert' : n % 2 === 0 ? 'sweep' : 'ModifyMountTargetSecurityGroups',
    actor: n % 2 === 0 || isRevert ? null : { arn: bySomebody.arn, tool: bySomebody.tool },
    ordered: isRevert ? { by: 'ana', reason: 'INC-7 the batch needs it until Friday' } : null,
    plan: n % 2 === 0 ? '70211f7fda31' : null,
    undoes: isRevert ? 'c93025a2-0000-4000-8000-000000000000' : null,
    status: n % 7 === 6 ? 'refused' : 'fixed',
    reasons: n % 7 === 6 ? ['changed-meanwhile'] : [],
    seconds: 0.2 + n / 10,
  };
};

/** A sample of one account and Region. */
export const samplePlace = (
  results: readonly PlanRow[],
  over: Partial<ReportPlace> = {},
  [account, region]: readonly [string, string] = ['111122223333', 'us-east-1'],
): ReportPlace => ({
  plan: planOf(account, region, results),
  policyText,
  policySha256: '2d2fcc7d5c1f'.padEnd(64, '0'),
  rules: [
    { ...rule, mode: 'enforce' },
    { name: 'nobody', line: 12, match: 'exactly', mode: 'enforce' },
  ],
  exemptions: [
    { id: 'fs-0000000000000000e', name: 'vendor-share', reason: 'INC-1234 vendor migration', until: '2026-12-31' },
  ],
  holds: [
    {
      id: `fsmt-${hex(47, 2)}`,
      name: 'payments-prod-015',
      by: 'ana',
      reason: 'INC-7 batch moves this week',
      until: '2026-12-06T00:00:00.000Z',
    },
  ],
  days: daysOf(results.length),
  changes: Array.from({ length: 8 }, (_, n) => changeOf(n)),
  notLookedAt: [],
  ...over,
});

/** So many mount targets of every kind, as the rows of a place. */
export const mixedRows = (count: number): readonly PlanRow[] => Array.from({ length: count }, (_, n) => mixed(n));

/** A report of some places. */
export const sampleReport = (places: readonly ReportPlace[], over: Partial<Report> = {}): Report => ({
  version: 1,
  mountguard: '0.2.0',
  at: madeAt,
  period: { from: '2026-10-29', to: '2026-11-27' },
  places,
  unread: [],
  ...over,
});
