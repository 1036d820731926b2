import { revealed } from '../../core/model/printable.ts';
import type { NamedGroup, PlanRow } from '../plan/plan-report.ts';
import { isOpenNow, kindOf, kinds } from '../report/kind.ts';
import type { Report } from '../report/report.ts';

/** Characters of a text in a cell. */
const longest = 600;

/** Texts that occur often, each once, by their place in the list. */
const dictionary = () => {
  const known = new Map<string, number>();
  return {
    texts: (): readonly string[] => [...known.keys()],
    place: (text: string): number => {
      const found = known.get(text);
      if (found !== undefined) return found;
      known.set(text, known.size);
      return known.size - 1;
    },
  };
};

/** The table of every mount target as the page holds it: lists of texts, and rows that refer to them. */
export interface TableData {
  readonly kinds: readonly string[];
  /** `NAME`, a line break, `ID`; the name may be empty. Likewise the groups. */
  readonly systems: readonly string[];
  readonly groups: readonly string[];
  readonly rules: readonly string[];
  readonly places: readonly string[];
  readonly zones: readonly string[];
  readonly tags: readonly string[];
  readonly why: readonly string[];
  /** Kind, open, system, mount target, zone, IP, place, rule, tags, why, remove, add, keep. */
  readonly rows: readonly TableRow[];
}

export type TableRow = readonly [
  kind: number,
  open: 0 | 1,
  system: number,
  id: string,
  zone: number,
  ip: string,
  place: number,
  rule: number,
  tags: number,
  why: number,
  remove: readonly number[],
  add: readonly number[],
  keep: readonly number[],
];

const clipped = (text: string): string => revealed(text.length > longest ? `${text.slice(0, longest)}…` : text);

/** Why a row is not simply compliant; empty where that is all there is to say. */
const whyOf = ({ status, explanation, warnings }: PlanRow): string =>
  status === 'compliant' && warnings.length === 0 ? '' : (explanation.split(' Runbook: ')[0] ?? '');

/** The rows of every place. What people or tags made is already made visible: the script only puts it down as text. */
export const tableData = ({ places }: Pick<Report, 'places'>): TableData => {
  const [systems, groups, rules, where] = [dictionary(), dictionary(), dictionary(), dictionary()];
  const [zones, tags, why] = [dictionary(), dictionary(), dictionary()];
  const pair = (name: string | null, id: string): string => `${clipped(name ?? '')}\n${id}`;
  const named = (all: readonly NamedGroup[]): readonly number[] =>
    all.map(({ id, name }) => groups.place(pair(name, id)));
  const rows = places.flatMap(({ plan }) =>
    plan.results.map((row): TableRow => {
      const { fileSystem, mountTarget, rule, remove, add, keep } = row;
      const tagged = Object.entries(fileSystem.tags)
        .filter(([key]) => key !== 'Name')
        .map(([key, value]) => clipped(`${key}=${value}`))
        .join('\n');
      return [
        kinds.indexOf(kindOf(row)),
        isOpenNow(row) ? 1 : 0,
        systems.place(pair(fileSystem.name, fileSystem.id ?? '')),
        mountTarget.id ?? '',
        zones.place([mountTarget.zone, mountTarget.vpc].filter(Boolean).join(' ')),
        mountTarget.ip ?? '',
        where.place(`${plan.account} ${plan.region}`),
        rules.place(clipped(rule?.name ?? '')),
        tags.place(tagged),
        why.place(clipped(whyOf(row))),
        named(remove),
        named(add),
        named(keep),
      ];
    }),
  );
  return {
    kinds,
    systems: systems.texts(),
    groups: groups.texts(),
    rules: rules.texts(),
    places: where.texts(),
    zones: zones.texts(),
    tags: tags.texts(),
    why: why.texts(),
    rows,
  };
};
