import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { policySource } from '../aws/policy/policy-source.ts';
import { type AccountFacts, policyAt } from '../core/decide/policy-at.ts';
import { TerminalError } from '../core/model/errors.ts';
import type { Place } from '../core/model/place.ts';
import type { Policy } from '../core/model/policy.ts';
import { clock } from './time.ts';

/** The version of a policy: the SHA-256 of its text, in hexadecimal. Shorter, two texts of one version could be made. */
export const policyVersion = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The first 12 hexadecimal digits of a text's SHA-256. */
export const digest = (text: string): string => policyVersion(text).slice(0, 12);

const texts = new WeakMap<Policy, string>();

/** The text that a policy was read from; undefined for one that was read elsewhere. */
export const textOf = (policy: Policy): string | undefined => texts.get(policy);

/** Where the bundle lies: `file:` policies are found beside it. */
const directory = fileURLToPath(new URL('.', import.meta.url));

/** How many findings one error names before it only counts the rest. */
const mostNamed = 100;

/**
 * Makes the function that reads and parses the policy; unchanged text is parsed once. Rejects with a `TerminalError`
 * that lists the findings with line and column, at most 100: nothing is decided under a policy that is not understood whole.
 */
export const policyLoader = (
  uri: string,
  read: (uri: string) => Promise<string> = policySource({
    directory,
    readFile: (path) => readFile(path, 'utf8'),
    now: clock.now,
  }),
): (() => Promise<Policy>) => {
  let last: { readonly text: string; readonly policy: Policy } | undefined;
  return async () => {
    // The parser is loaded while the first text is on its way.
    const [text, { parsePolicy }] = await Promise.all([read(uri), import('../policy/parse-policy.ts')]);
    if (last?.text === text) return last.policy;
    const parsed = parsePolicy(text, policyVersion(text));
    if ('findings' in parsed) {
      const findings = parsed.findings.map(({ line, column, message }) => `${line}:${column} ${message}`);
      const rest = findings.length > mostNamed ? [`and ${findings.length - mostNamed} more`] : [];
      throw new TerminalError(`${uri}: ${[...findings.slice(0, mostNamed), ...rest].join('; ')}`, {
        code: 'policy-invalid',
      });
    }
    last = { text, policy: parsed.policy };
    texts.set(parsed.policy, text);
    return parsed.policy;
  };
};

/** What a policy says of one place; it is asked for anew when the policy is another. */
export const readingAt = (
  read: () => Promise<Policy>,
  place: Place,
  facts: AccountFacts = {},
): (() => Promise<Policy>) => {
  let last: { readonly whole: Policy; readonly here: Policy } | undefined;
  return async () => {
    const whole = await read();
    if (last?.whole === whole) return last.here;
    const here = policyAt(whole, place, facts);
    const text = texts.get(whole);
    if (text !== undefined) texts.set(here, text);
    last = { whole, here };
    return here;
  };
};
