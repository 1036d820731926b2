import type { IdKind } from './id-kind.ts';
import { quote } from './quote.ts';
import { at } from './read.ts';
import type { Intake, Malformed } from './result.ts';
import type { Targets } from './targets.ts';

/** What a parser found in its event: the targets named, or why there are none. */
export type Found =
  | {
      readonly kind: 'found';
      readonly targets: readonly Targets[];
      /** Keys of the tags that changed, of each target alike; absent when any tag may have. */
      readonly changedTagKeys?: readonly string[] | undefined;
    }
  | Extract<Intake, { kind: 'ignored' }>
  | Malformed;

/** A dotted path from the top of the event, and the kind of id that stands there. */
export type Place = readonly [path: string, kind: IdKind];

/** Finds the id at the first place that holds anything; malformed, naming `what`, when it is no id or no place holds one. */
export const findId = (what: string, event: unknown, places: readonly [Place, ...Place[]]): Found => {
  const holds = ([path]: Place) => (at(event, path) ?? undefined) !== undefined;
  const [path, kind] = places.find(holds) ?? places[0];
  const value = at(event, path);
  const targets = typeof value === 'string' ? kind.targets(value) : undefined;
  if (targets !== undefined) return { kind: 'found', targets: [targets] };
  const message = `${what}: ${path} is ${quote(value)}; expected ${kind.expected}. Send the event as AWS delivered it.`;
  return { kind: 'malformed', message };
};
