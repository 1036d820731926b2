import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Pattern, TagCondition, Template } from '../../../functions/core/model/policy.ts';
import { parsePolicy } from '../../../functions/policy/parse-policy.ts';
import { EFS_KEY } from '../../../functions/policy/tag-schemas.ts';
import { star } from '../../support/builders.ts';

const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '1',
    'true',
    'null',
    'aws:cloudformation:stack-name',
    'a b/c.d=e+f@g',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !/[${}*?\\\uFFFD]/.test(text)),
);
const efsText = fc.string({ unit: fc.constantFrom(...'aZ0é日 +-=._:/@'), maxLength: 20 });
const efsKey = fc.oneof(
  key.filter((text) => EFS_KEY.test(text)),
  efsText.filter((text) => text !== ''),
);
const literal = fc.oneof(
  fc.constantFrom('', '1', 'no', '~', '2026-12-31', '0x1F', '.5', 'a: b', '# c', '$'),
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[*?\\${}\uFFFD]/.test(text)),
);

interface Written<Value> {
  readonly text: string | readonly string[];
  readonly means: TagCondition<Value>;
}
const conditionOf = <Value>(value: fc.Arbitrary<readonly [text: string, means: Value]>): fc.Arbitrary<Written<Value>> =>
  fc.oneof(
    fc.constant<Written<Value>>({ text: '*', means: { any: true } }),
    value.map(([text, means]) => ({ text, means: { any: false, oneOf: [means] } })),
    fc.array(value, { minLength: 1, maxLength: 3 }).map((values) => ({
      text: values.map(([text]) => text),
      means: { any: false, oneOf: values.map(([, means]) => means) },
    })),
  );
const fixed = conditionOf<Pattern>(
  fc.oneof(
    efsText.map((text) => [text, text] as const),
    fc
      .tuple(efsText, efsText)
      .map(
        ([a, b]): readonly [string, Pattern] => [`v${a}?*${b}`, [`v${a}`, star, b].filter((it) => it !== '')] as const,
      ),
  ),
);
const templated = conditionOf(
  fc
    .tuple(literal, efsKey, literal)
    .map(([before, tag, after]): readonly [string, Template] => [
      `${before}\${${tag}}${after}*\\*\\\\`,
      [before, { tag }, after, star, '*\\'].filter((part) => part !== ''),
    ])
    // What is often written in place of a reference is a fault.
    .filter(([text]) => !/\$\$|%\{|\$\{(?:\s|tags?\.)|\s\}|:-/.test(text)),
);
const tagsOf = <Value>(condition: fc.Arbitrary<Written<Value>>, minLength: number, keys = key) =>
  fc.uniqueArray(fc.tuple(keys, condition), { minLength, maxLength: 4, selector: ([name]) => name }).map((entries) => ({
    written: Object.fromEntries(entries.map(([name, { text }]) => [name, text])),
    means: new Map(entries.map(([name, { means }]) => [name, means])),
  }));

describe('what a policy says', () => {
  it.each([
    { form: 'JSON', write: (value: unknown) => JSON.stringify(value) },
    { form: 'indented JSON', write: (value: unknown) => JSON.stringify(value, null, '\t') },
    { form: 'YAML', write: (value: unknown) => stringify(value) },
  ])('is what it means, written as $form', ({ write }) => {
    fc.assert(
      fc.property(tagsOf<Pattern>(fixed, 0, efsKey), tagsOf(templated, 1), (tags, groupTags) => {
        const rule = { name: 'r', when: { tags: tags.written }, securityGroups: [{ tags: groupTags.written }] };
        expect(parsePolicy(write({ version: 1, rules: [rule] }), 'v')).toMatchObject({
          policy: {
            rules: [
              {
                when: { tags: tags.means },
                securityGroups: [
                  {
                    by: 'tags',
                    tags: expect.arrayContaining([...groupTags.means].map(([key, means]) => [[key], means])),
                  },
                ],
              },
            ],
          },
        });
      }),
    );
  });
});

describe('whatever the text', () => {
  const POLICY = stringify({
    version: 1,
    mode: 'audit',
    limits: { changesPerMountTarget: { within: '1h' } },
    rules: [
      {
        name: 'a',
        when: { tags: { a: ['b', 'c'] }, unless: { d: '*' } },
        securityGroups: [{ name: 'x' }, { id: 'sg-12345678' }],
      },
    ],
    exemptions: [{ fileSystem: 'fs-12345678', until: '2026-12-31', reason: 'r' }],
  });
  const piece = fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.constantFrom(
      '\n',
      '  ',
      '- ',
      ': ',
      '*',
      '&a ',
      '!!str ',
      '<<: ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '|',
      '?',
      '#',
      '---\n',
      '%YAML 1.1\n',
      '\t',
      '\r',
      `\${`,
      '\uFEFF',
      '\ud800',
    ),
  );
  const edited = fc
    .array(fc.tuple(fc.nat(POLICY.length), fc.nat(10), piece), { maxLength: 4 })
    .map((edits) =>
      edits.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), POLICY),
    );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
    edited,
  );

  it('never throws, and says where and how to put right what it refuses', () => {
    fc.assert(
      fc.property(text, (written) => {
        const result = parsePolicy(written, 'v');
        if ('policy' in result) return;
        expect(result.findings).not.toEqual([]);
        const lines = written.split('\n');
        for (const { line, column, message, path } of result.findings) {
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
          expect(message.startsWith(`${path || 'the policy'} `)).toBe(true);
          expect(message).toContain('; ');
          expect(message).not.toContain('Invalid input');
        }
        const places = result.findings.map(({ line, column }) => line * 1e6 + column);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }),
      { numRuns: 2_000 },
    );
  });
});
