import { printable } from '../core/model/printable.ts';
import type { NamedGroup } from './plan/plan-report.ts';

/** What has a name as a person knows it, or its id where it has none. */
export const sayNamed = ({ name, id }: NamedGroup): string => printable(name ?? id);

/** What a change takes away and what it adds, each behind its sign. */
export const signed = <Group>(
  { add, remove }: { readonly add: readonly Group[]; readonly remove: readonly Group[] },
  say: (group: Group) => string,
): readonly string[] => [...remove.map((it) => `- ${say(it)}`), ...add.map((it) => `+ ${say(it)}`)];
