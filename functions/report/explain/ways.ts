import type { IngressRule, Origin } from '../../core/model/ingress.ts';
import type { Reason, ReasonCode } from '../../core/model/reason.ts';
import type { NamedGroup, PlanRow } from '../plan/plan-report.ts';
import type { Way } from './explanation.ts';

/** What a row offers a person, and where its policy stands. */
interface Circumstances {
  readonly row: PlanRow;
  readonly id: string;
  readonly policyUri: string;
  /** An example of a date to come, `YYYY-MM-DD`. */
  readonly day: string;
}

const monthMs = 30 * 86_400_000;

/** An example of a day to come: a month after a time in ISO 8601. */
export const dayToCome = (at: string): string =>
  new Date(Date.parse(at) + monthMs).toISOString().slice(0, 'YYYY-MM-DD'.length);

const leave = ({ id, day }: Circumstances): Way => ({
  what: 'leave it',
  how: `mountguard exempt ${id} --until ${day} --reason "…"`,
});

/** Groups that are told of at most. */
const mostGroups = 3;

/** Where those who lose access had it by a block, only a person can know which part of it is meant. */
const letIn = ({ row }: Circumstances, { loss }: Reason): readonly Way[] => {
  const target = row.add[0] ?? row.keep[0];
  if (!target || !loss) return [];
  const sources = loss.groups.length > 0 ? loss.groups.slice(0, mostGroups) : ['GROUP-OF-THE-CLIENTS'];
  return sources.map((source) => ({
    what: 'let them in',
    how: `aws ec2 authorize-security-group-ingress --group-id ${target.id} --protocol tcp --port 2049 --source-group ${source}`,
  }));
};

const named = ({ name, id }: NamedGroup): string => (name === null ? `id: ${id}` : `name: ${JSON.stringify(name)}`);

const keepGroup = ({ row, policyUri }: Circumstances): readonly Way[] => {
  const [group] = row.remove;
  const isOpen = row.warnings.some(({ openBy }) => openBy !== undefined);
  if (!group || !row.rule || isOpen) return [];
  const at = row.rule.line === null ? policyUri : `${policyUri}:${row.rule.line}`;
  return [
    { what: 'keep the group', how: `add { ${named(group)}, optional: true } to the rule (${at}), or match: at-least` },
  ];
};

/** What can be done where something is in the way. */
const byReason: Partial<Record<ReasonCode, (at: Circumstances, reason: Reason) => readonly Way[]>> = {
  'nfs-cut-off': (at, reason) => [
    ...letIn(at, reason),
    ...keepGroup(at),
    leave(at),
    { what: 'do it anyway', how: `mountguard apply ${at.id} --despite nfs-cut-off --reason "…"   (once, recorded)` },
  ],
  held: ({ id }) => [{ what: 'end the hold', how: `mountguard release ${id} --reason "…"` }],
  flapping: ({ id }) => [
    { what: 'find who it is', how: `mountguard explain ${id} --who; change what they set, or the rule` },
    { what: 'try again', how: `mountguard release ${id} --reason "…"` },
  ],
};

/** Where nothing else is known, the reason says the remedy itself. */
const correct = (at: Circumstances, { remedy }: Reason): readonly Way[] => [
  ...(remedy === undefined ? [] : [{ what: 'correct it', how: remedy }]),
  leave(at),
];

/** A rule as the AWS CLI takes it; the short form has IPv4 only. Undefined where it is of no block. */
const permission = ({ protocol, fromPort = 0, toPort = 65535, source }: IngressRule): string | undefined => {
  if (source.kind === 'group') return undefined;
  const isAll = protocol === '-1';
  if (source.kind === 'cidr' && !source.cidr.includes(':'))
    return `--protocol ${isAll ? 'all' : protocol} ${isAll ? '' : `--port ${fromPort === toPort ? toPort : `${fromPort}-${toPort}`} `}--cidr ${source.cidr}`;
  const ports = isAll ? '' : `,FromPort=${fromPort},ToPort=${toPort}`;
  const of =
    source.kind === 'cidr' ? `Ipv6Ranges=[{CidrIpv6=${source.cidr}}]` : `PrefixListIds=[{PrefixListId=${source.id}}]`;
  return `--ip-permissions 'IpProtocol=${protocol}${ports},${of}'`;
};

const close = ({ groupId, rule }: Origin): readonly Way[] => {
  const which = permission(rule);
  return which === undefined
    ? []
    : [{ what: 'close it', how: `aws ec2 revoke-security-group-ingress --group-id ${groupId} ${which}` }];
};

/** Rules that are told of at most. */
const mostRules = 3;

const opened = ({ warnings }: PlanRow): readonly Way[] =>
  warnings.flatMap(({ openBy = [] }) => openBy.slice(0, mostRules).flatMap(close));

const shutOut = ({ row, id, day }: Circumstances): readonly Way[] =>
  row.warnings.some(({ code }) => code === 'clients-refused')
    ? [{ what: 'undo it', how: `mountguard revert ${id} --until ${day} --reason "…"` }]
    : [];

/** What a person can do about a mount target, the mildest first. */
export const waysOf = (at: Circumstances): readonly Way[] => {
  const { row, id } = at;
  const about = row.reasons.flatMap((reason) => (byReason[reason.code] ?? correct)(at, reason));
  const all: Readonly<Record<PlanRow['status'], readonly Way[]>> = {
    drifted: [
      ...(row.mode === 'audit'
        ? [{ what: 'have it put right', how: 'write mode: enforce in the policy' }]
        : [{ what: 'put it right', how: `mountguard apply ${id}` }]),
      ...keepGroup(at),
      leave(at),
    ],
    refused: about,
    deferred: about.length > 0 ? about : [{ what: 'wait', how: 'it passes by itself; look again' }],
    failed: [{ what: 'read it', how: row.explanation }],
    exempt: [{ what: 'end it', how: `remove the exemption from ${at.policyUri}` }],
    unmanaged: [
      {
        what: 'govern it',
        how: `correct a tag or a rule, or add a rule.${row.nearest === null ? '' : ` Nearest: ${row.nearest}.`}`,
      },
    ],
    compliant: [],
  };
  const ways = [...opened(row), ...shutOut(at), ...all[row.status]];
  return ways.filter(({ how }, index) => ways.findIndex((it) => it.how === how) === index);
};
