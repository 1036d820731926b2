import * as z from 'zod/mini';
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

const inWords = (issue: z.core.$ZodIssue, fields: readonly string[]): readonly string[] => {
  if (issue.code !== 'unrecognized_keys') return [`${fieldName(issue.path)} ${issue.message}`];
  return issue.keys.map((key) => `${quote(key)} is not a field; the fields are ${fields.join(', ')}`);
};

/** Reads a payload of exactly the given fields and answers with `then`; otherwise one message names `what` and each fault. */
export const readStrictly = <Schema extends z.ZodMiniObject, Answer>(
  what: string,
  schema: Schema,
  payload: unknown,
  then: (data: z.output<Schema>) => Answer,
): Answer | Malformed => {
  const read = z.safeParse(schema, payload);
  if (read.success) return then(read.data);
  const faults = read.error.issues.flatMap((issue) => inWords(issue, Object.keys(schema.shape)));
  const rest = faults.length > mostNamed ? [`and ${faults.length - mostNamed} more`] : [];
  return malformed(`${what}: ${[...faults.slice(0, mostNamed), ...rest].join('. ')}.`);
};
