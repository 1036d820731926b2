import { commandsOf, proseOf, spansOf } from './markdown.ts';
import { tablesOf } from './markdown-table.ts';

/** A JSON payload that the README gives, with its placeholders filled in. */
export interface Payload {
  /** As the README has it. */
  readonly shown: string;
  readonly to: 'remediate' | 'sweep';
  readonly value: Readonly<Record<string, unknown>>;
  /** A field that the README names beside the payload: a further one of it, added to the value, or one of the answer. */
  readonly beside?: string;
}

interface Shown {
  readonly shown: string;
  readonly beside?: string;
  readonly to?: string | undefined;
}

const quoted = { fsmt: '"fsmt-0a1b2c3d4e5f60718"', fs: '"fs-0123456789abcdef0"' };

/** What a reader would write for the placeholders, but for a bare `…`. */
const filledIn = (text: string): string =>
  text
    .replaceAll('"fsmt-…"', quoted.fsmt)
    .replaceAll('"fs-…"', quoted.fs)
    .replace(/"mountTargetIds": \[\.\.\.\]/, `"mountTargetIds": [${quoted.fsmt}]`)
    .replace(/"fileSystemIds": \[\.\.\.\]/, `"fileSystemIds": [${quoted.fs}]`)
    .replaceAll('"ID"', '"0b9f9d3c-7c1f-4f7e-9a56-0d3f4c1b2a39"')
    .replaceAll('"FINGERPRINT"', '"0123456789ab"');

const fieldOf = (shown: string): string | undefined => /^\{"(\w+)"/.exec(shown)?.[1];
const functionIn = (command: string): string | undefined =>
  /--function-name (\w+)_FUNCTION/.exec(command)?.[1]?.toLowerCase();

/** What a row of a table of payloads gives: each payload, with each other first value, and with each field named beside it. */
const inRow = ({ payload = '', effect = '' }: Readonly<Record<string, string>>): readonly Shown[] => {
  const spans = spansOf(payload);
  const whole = spans.filter((span) => span.startsWith('{'));
  const others = spans.filter((span) => span.startsWith('"'));
  const beside = spansOf(effect).flatMap((field) => {
    const [, name] = /^"(\w+)": \S+$/.exec(field) ?? [];
    return name === undefined ? [] : [{ field, name }];
  });
  return whole.flatMap((shown) => [
    { shown },
    ...others.map((value) => ({ shown: shown.replace(/: "[^"]*"/, `: ${value}`) })),
    ...beside.map(({ field, name }) => ({ shown: shown.replace(/\}$/, `, ${field}}`), beside: name })),
  ]);
};

const everyShown = (readme: string): readonly Shown[] => {
  const commandBefore = (index: number) => functionIn(commandsOf(readme.slice(0, index)).at(-1) ?? '');
  const tables = tablesOf(readme, 'payload', 'effect').flatMap(({ rows, index }) =>
    rows.flatMap((row) => inRow(row).map((shown) => ({ ...shown, to: row['to'] ?? commandBefore(index) }))),
  );
  const commands = commandsOf(readme).flatMap((command) => {
    const [, shown] = /--payload '([^']+)'/.exec(command) ?? [];
    return shown === undefined ? [] : [{ shown, to: functionIn(command) }];
  });
  const named = new Set(tables.map(({ shown }) => shown));
  const prose = spansOf(proseOf(readme)).filter((span) => /^\{.*\}$/.test(span) && !named.has(span));
  // In running text the function is said in words; a field that stands first is known to the same function everywhere.
  const known = new Map([...tables, ...commands].map(({ shown, to }) => [fieldOf(shown), to]));
  return [...tables, ...commands, ...prose.map((shown) => ({ shown, to: known.get(fieldOf(shown)) }))];
};

/** Every JSON payload of a README, and the function that it is for; throws where that or a value for a placeholder is not told. */
export const payloadsOf = (readme: string): readonly Payload[] => {
  const all = everyShown(readme);
  const full = all.filter(({ shown }) => !/: …/.test(shown));
  return all.map(({ shown, to, beside }) => {
    if (to !== 'remediate' && to !== 'sweep') throw new Error(`the README does not say what ${shown} is for: ${to}`);
    // A bare `…` refers to the payload with that field elsewhere.
    const text = /: …/.test(shown) ? full.find((other) => fieldOf(other.shown) === fieldOf(shown))?.shown : shown;
    if (text === undefined) throw new Error(`the README gives no value for ${shown}`);
    return { shown, to, value: JSON.parse(filledIn(text)), ...(beside !== undefined && { beside }) };
  });
};
