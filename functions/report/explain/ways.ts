import type { ReasonCode } from '../../core/model/reason.ts';
import type { NamedGroup, PlanRow, SaidReason } from '../plan/plan-report.ts';
import { nearestIn } from '../say.ts';
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

/** The group that loses access; where it is a block, only a person can know which part of it is meant. */
const sourceIn = (text: string): string => /\(by [^(),]*\((sg-[0-9a-f]+)\)/.exec(text)?.[1] ?? 'GROUP-OF-THE-CLIENTS';

const letIn = ({ row }: Circumstances, { text }: SaidReason): readonly Way[] => {
  const target = row.add[0] ?? row.keep[0];
  if (!target) return [];
  const how = `aws ec2 authorize-security-group-ingress --group-id ${target.id} --protocol tcp --port 2049 --source-group ${sourceIn(text)}`;
  return [{ what: 'let them in', how }];
};

const named = ({ name, id }: NamedGroup): string => (name === null ? `id: ${id}` : `name: ${JSON.stringify(name)}`);

const keepGroup = ({ row, policyUri }: Circumstances): readonly Way[] => {
  const [group] = row.remove;
  const isOpen = row.warnings.some(({ code }) => code === 'nfs-open-to-world');
  if (!group || !row.rule || isOpen) return [];
  const at = row.rule.line === null ? policyUri : `${policyUri}:${row.rule.line}`;
  return [
    { what: 'keep the group', how: `add { ${named(group)}, optional: true } to the rule (${at}), or match: at-least` },
  ];
};

/** What can be done where something is in the way. */
const byReason: Partial<Record<ReasonCode, (at: Circumstances, reason: SaidReason) => readonly Way[]>> = {
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

/** Where nothing else is known, the reason says the remedy itself, in its second sentence. */
const remedyIn = (at: Circumstances, { text }: SaidReason): readonly Way[] => {
  const remedy = text.split('. ').slice(1).join('. ');
  return [...(remedy ? [{ what: 'correct it', how: remedy }] : []), leave(at)];
};

const opened = ({ warnings }: PlanRow): readonly Way[] =>
  warnings
    .filter(({ code }) => code === 'nfs-open-to-world')
    .flatMap(({ text }): readonly Way[] => {
      const [, group] = /\((sg-[0-9a-f]{8,17})\) \(/.exec(text) ?? [];
      const [, block] = / from ([0-9a-f.:]{2,39}\/\d{1,3})/.exec(text) ?? [];
      if (!group || !block) return [];
      return [
        {
          what: 'close it',
          how: `aws ec2 revoke-security-group-ingress --group-id ${group} --protocol tcp --port 2049 --cidr ${block}`,
        },
      ];
    });

const shutOut = ({ row, id, day }: Circumstances): readonly Way[] =>
  row.warnings.some(({ code }) => code === 'clients-refused')
    ? [{ what: 'undo it', how: `mountguard revert ${id} --until ${day} --reason "…"` }]
    : [];

/** What a person can do about a mount target, the mildest first. */
export const waysOf = (at: Circumstances): readonly Way[] => {
  const { row, id } = at;
  const about = row.reasons.flatMap((reason) => (byReason[reason.code as ReasonCode] ?? remedyIn)(at, reason));
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
        how: `correct a tag or a rule, or add a rule. ${nearestIn(row.explanation) ?? ''}`.trimEnd(),
      },
    ],
    compliant: [],
  };
  const ways = [...opened(row), ...shutOut(at), ...all[row.status]];
  return ways.filter(({ what }, index) => ways.findIndex((it) => it.what === what) === index);
};
