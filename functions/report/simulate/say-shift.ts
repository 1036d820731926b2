import { printable } from '../../core/model/printable.ts';
import { grouped } from '../grouped.ts';
import { sayNamed, signed } from '../say-groups.ts';
import type { Shift, Simulation } from './simulation.ts';

/** What would be attached and detached. */
export const changeOf = (shift: Shift): string => signed(shift, sayNamed).join(' ');

/** What a person knows a mount target by. */
export const exampleOf = ({ fileSystem, mountTarget }: Shift): string =>
  printable(fileSystem.name ?? fileSystem.id ?? mountTarget.id ?? 'unknown');

/** Shifts of one kind. */
interface Kind {
  readonly first: Shift;
  readonly count: number;
}

/** Shifts by what they are, the most frequent first; what opens NFS or cuts clients off comes before everything. */
export const kindsOf = (shifts: readonly Shift[]): readonly Kind[] => {
  const grave = ({ first }: Kind): number => Number(first.newlyOpen) * 2 + Number(first.newlyCutOff);
  const sameness = (it: Shift): string =>
    JSON.stringify([it.from.status, it.to.status, changeOf(it), it.to.rule, it.newlyOpen, it.newlyCutOff]);
  return grouped(shifts, sameness)
    .map((same) => ({ first: same[0], count: same.length }))
    .toSorted((a, b) => grave(b) - grave(a) || b.count - a.count);
};

/** What is grave about a shift; empty where nothing is. */
export const signsOf = ({ newlyOpen, newlyCutOff }: Shift): string =>
  [...(newlyOpen ? ['newly open to the world'] : []), ...(newlyCutOff ? ['cuts clients off'] : [])].join(', ');

/** Said where more would change than one sweep may. */
export const budgetOf = ({ summary: { toChange, allowed } }: Simulation): string =>
  toChange > allowed ? ` (budget ${allowed}: a confirmation will be asked)` : '';

/** The numbers of a simulation, but for what would change. */
export const saidOf = ({ summary }: Simulation): readonly string[] => [
  `${summary.refused} refused`,
  `${summary.newlyOpen} newly open`,
  `${summary.newlyCutOff} newly cut off`,
  ...(summary.noLongerGoverned > 0 ? [`${summary.noLongerGoverned} no longer governed`] : []),
];

/** Kinds that are shown where a person reads. */
export const mostKinds = 20;
