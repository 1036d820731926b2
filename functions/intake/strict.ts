import * as z from 'zod/mini';
import type { IdKind } from './ids-in-events.ts';
import { quote } from './quote.ts';
import type { Malformed } from './result.ts';

/** How many faults one message names before it only counts the rest. */
const mostNamed = 20;

/** Zod's `error` option: says what the value is and what was expected. */
export const expected =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    `is ${quote(input)}; expected ${what}`;

/** An id of one kind, read into the target it names. */
export const id = (kind: IdKind) =>
  z.pipe(
    z.string({ error: expected(kind.expected) }),
    z.transform((text, { issues }) => {
      const targets = kind.targets(text);
      if (targets !== undefined) return targets;
      issues.push({ code: 'custom', input: text, message: expected(kind.expected)({ input: text }) });
      return z.NEVER;
    }),
  );

const fieldName = (path: readonly PropertyKey[]): string =>
  path.map((part) => (typeof part === 'number' ? `[${part}]` : String(part))).join('');

const inWords = (issue: z.core.$ZodIssue, fields: readonly string[]): readonly string[] => {
  if (issue.code !== 'unrecognized_keys') return [`${fieldName(issue.path)} ${issue.message}`];
  return issue.keys.map((key) => `${quote(key)} is not a field; the fields are ${fields.join(', ')}`);
};

/** Reads a payload of exactly the given fields; otherwise one message names `what` and each fault. */
export const readStrictly = <Schema extends z.ZodMiniObject>(
  what: string,
  schema: Schema,
  payload: unknown,
): { readonly data: z.output<Schema> } | Malformed => {
  const read = z.safeParse(schema, payload);
  if (read.success) return { data: read.data };
  const faults = read.error.issues.flatMap((issue) => inWords(issue, Object.keys(schema.shape)));
  const rest = faults.length > mostNamed ? [`and ${faults.length - mostNamed} more`] : [];
  return { kind: 'malformed', message: `${what}: ${[...faults.slice(0, mostNamed), ...rest].join('. ')}.` };
};
