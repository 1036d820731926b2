import * as z from 'zod/mini';
import { didYouMean } from '../core/model/did-you-mean.ts';
import { quote } from './quote.ts';
import { type Malformed, malformed } from './result.ts';
import type { IdKind } from './targets.ts';

/** How many faults one message names before it only counts the rest. */
const mostNamed = 20;

/** Zod's `error` option: says what the value is and what was expected. */
export const expected =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    `is ${quote(input)}; expected ${what}`;

/** Text that `parse` understands; undefined from it is a fault. */
export const parsed = <T>(parse: (text: string) => T | undefined, what: string) =>
  z.pipe(
    z.string({ error: expected(what) }),
    z.transform((input, { issues }) => {
      const value = parse(input);
      if (value !== undefined) return value;
      issues.push({ code: 'custom', input, message: expected(what)({ input }) });
      return z.NEVER;
    }),
  );

/** An id of one kind, read into the target it names. */
export const id = (kind: IdKind) => parsed(kind.targets, kind.expected);

/** A list of ids of one kind. */
export const ids = (kind: IdKind, what: string) => z.array(id(kind), { error: expected(`a list of ${what} ids`) });

/** Whether a payload asks for a dry run. */
export const dryRun = z._default(z.boolean({ error: expected('true or false') }), false);

const fieldName = (path: readonly PropertyKey[]): string =>
  path.map((part) => (typeof part === 'number' ? `[${part}]` : String(part))).join('');

/** Fields, and those that ask for something else altogether. */
interface Names {
  readonly fields: readonly string[];
  readonly others: readonly string[];
}

const inWords = (issue: z.core.$ZodIssue, { fields, others }: Names): readonly string[] => {
  if (issue.code !== 'unrecognized_keys') return [`${fieldName(issue.path)} ${issue.message}`];
  const unknown = issue.keys.map((key, index) => {
    const meant = index < mostNamed ? didYouMean(key, [...fields, ...others]) : undefined;
    return `${quote(key)} is not a field${meant === undefined ? '' : `: did you mean ${meant}?`}`;
  });
  const orders = others.length > 0 ? `, or those of an order: ${others.join(', ')}` : '';
  // Said once, by the last that is named.
  const last = Math.min(unknown.length, mostNamed) - 1;
  return unknown.map((it, index) => (index === last ? `${it}; the fields are ${fields.join(', ')}${orders}` : it));
};

/** Reads a payload of exactly the given fields and answers with `then`; otherwise one message names `what` and each fault. */
export const readStrictly = <Schema extends z.ZodMiniObject, Answer>(
  what: string,
  schema: Schema,
  payload: unknown,
  then: (data: z.output<Schema>) => Answer,
  others: readonly string[] = [],
): Answer | Malformed => {
  const read = z.safeParse(schema, payload);
  if (read.success) return then(read.data);
  const names = { fields: Object.keys(schema.shape), others };
  const faults = read.error.issues.flatMap((issue) => inWords(issue, names));
  const rest = faults.length > mostNamed ? [`and ${faults.length - mostNamed} more`] : [];
  return malformed(`${what}: ${[...faults.slice(0, mostNamed), ...rest].join('. ')}.`);
};
