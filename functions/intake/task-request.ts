import * as z from 'zod/mini';
import { quote } from './quote.ts';
import { at } from './read.ts';
import { type Malformed, malformed } from './result.ts';
import { expected, readStrictly } from './strict.ts';

/** What the state machine of an organisation's sweep asks for; `run` is the name of its execution. */
export type TaskRequest = { readonly run: string } & (
  | { readonly kind: 'discover' }
  | { readonly kind: 'sum'; readonly dryRun: boolean }
  | { readonly kind: 'report'; readonly withheld: readonly string[]; readonly failure?: string }
);

const task = z.string();
const run = z
  .string({ error: expected('the name of the execution') })
  .check(z.regex(/^[\w.-]{1,80}$/, { error: expected('the name of the execution') }));
const sentences = z.array(z.string(), { error: expected('a list of sentences') });

const discover = z.strictObject({ task, run });
const sum = z.strictObject({ task, run, dryRun: z.boolean({ error: expected('true or false') }) });
const report = z.strictObject({
  task,
  run,
  withheld: z._default(sentences, []),
  failure: z.exactOptional(z.string({ error: expected('what ended the run') })),
});

/** Reads the payload of a task. Never throws: anything else is `malformed`. */
export const taskRequest = (event: unknown): TaskRequest | Malformed => {
  const kind = at(event, 'task');
  switch (kind) {
    case 'discover':
      return readStrictly('organization', discover, event, ({ run }) => ({ kind, run }));
    case 'sum':
      return readStrictly('organization', sum, event, ({ run, dryRun }) => ({ kind, run, dryRun }));
    case 'report':
      return readStrictly('organization', report, event, ({ task: _, ...asked }) => ({ kind, ...asked }));
    default:
      return malformed(`organization: task is ${quote(kind)}; expected discover, sum or report.`);
  }
};
