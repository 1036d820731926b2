import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../functions/policy/read-yaml.ts';
import { sentence } from '../../../functions/policy/wording.ts';

const problemsOf = (text: string): string[] => {
  const { problems, lines } = readYaml(text);
  return problems.map((problem) => {
    const { line, col } = lines.linePos(problem.offset);
    return `${line}:${col} ${sentence(problem)}`;
  });
};

describe('reading', () => {
  it('gives plain data', () => {
    const { root, problems } = readYaml('a: [1, true, x, "1", null]\nb: { c: }\n');
    expect(problems).toEqual([]);
    expect(root?.value).toEqual({ a: [1, true, 'x', '1', null], b: { c: null } });
  });

  it('keeps every key as an own key', () => {
    const { root } = readYaml('__proto__: x\nconstructor: y\n');
    expect(Object.entries(root?.value ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('says where keys and values stand, and how scalars were written', () => {
    const { root } = readYaml('a:\n  - 007\nb: {c}\n');
    const a = root?.children.get('a');
    expect(a).toMatchObject({ keyOffset: 0, offset: 5, source: '' });
    expect(a?.children.get(0)).toMatchObject({ keyOffset: 7, offset: 7, value: 7, source: '007' });
    const b = root?.children.get('b');
    expect(b?.children.get('c')).toMatchObject({ keyOffset: 15, offset: 15, value: null, source: '' });
  });

  it.each(['', '# only a comment\n', '~'])('reads %j as nothing at all', (text) => {
    expect(readYaml(text)).toMatchObject({ root: { value: null, offset: 0 }, problems: [] });
  });

  it.each(['yes', 'no', 'on', 'off', '2026-12-31', '1_000', '0o8'])('reads %s as text', (text) => {
    expect(readYaml(text).root?.value).toBe(text);
  });

  it('keeps to YAML 1.2 whatever a directive says', () => {
    expect(readYaml('%YAML 1.1\n---\na: yes\n').root?.value).toEqual({ a: 'yes' });
  });

  it('reads JSON', () => {
    expect(readYaml('{\n\t"a": ["\\u00e9", 1e2],\n\t"b": {}\n}').root?.value).toEqual({ a: ['é', 100], b: {} });
  });

  it('takes a quoted << for an ordinary key', () => {
    expect(readYaml('"<<": x').root?.value).toEqual({ '<<': 'x' });
  });
});

describe('problems', () => {
  it.each([
    { text: 'a: *x', expected: ['1:4 a is the YAML alias *x; put it in quotes'] },
    { text: 'a: *', expected: ['1:4 a is the YAML alias *; put it in quotes'] },
    { text: 'a: { b: [*] }', expected: ['1:10 a.b[0] is the YAML alias *; put it in quotes'] },
    { text: '*x : a', expected: ['1:1 the policy is the YAML alias *x; put it in quotes'] },
    { text: 'a: &x b', expected: ['1:7 a has the YAML anchor &x; remove the anchor'] },
    {
      text: 'a: &x [b, *x]',
      expected: [
        '1:7 a has the YAML anchor &x; remove the anchor',
        '1:11 a[1] is the YAML alias *x; write the value itself',
      ],
    },
    { text: 'a: !!js/function b', expected: ['1:18 a has the YAML tag tag:yaml.org,2002:js/function; remove the tag'] },
    { text: 'a: !!str 1', expected: ['1:10 a has the YAML tag tag:yaml.org,2002:str; remove the tag'] },
    { text: 'a: !x {}', expected: ['1:7 a has the YAML tag !x; remove the tag'] },
    { text: 'a: !x []', expected: ['1:7 a has the YAML tag !x; remove the tag'] },
    { text: 'a: { <<: { b: c } }', expected: ['1:6 a["<<"] is a YAML merge key; write the fields themselves'] },
    { text: 'a: b\n1: c', expected: ['2:1 the policy has the key 1; write every key as text, in quotes if need be'] },
    { text: 'a: { true: c }', expected: ['1:6 a has the key true; write every key as text, in quotes if need be'] },
    {
      text: '? [a]\n: b',
      expected: ['1:3 the policy has the key a list; write every key as text, in quotes if need be'],
    },
    {
      text: 'a: b\nc: d\na: e\n"a": f',
      expected: ['3:1 a is given twice, first on line 1; keep one', '4:1 a is given twice, first on line 1; keep one'],
    },
    { text: '[{ a: b, a: c }]', expected: ['1:10 [0].a is given twice, first on line 1; keep one'] },
    { text: 'a: b\n---\nc: d', expected: ['2:1 the policy has a second YAML document here; keep one document'] },
    {
      text: 'a: b: c',
      expected: ['1:5 the policy has a colon within a value here; put the value in quotes'],
    },
  ])('of $text', ({ text, expected }) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  it.each([
    { what: 'brackets', text: '['.repeat(20_000) },
    { what: 'dashes', text: '- '.repeat(20_000) },
    { what: 'braces', text: '{a: '.repeat(20_000) },
  ])('of $what nested too deeply', ({ text }) => {
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^1:\d+ the policy is nested too deeply here; flatten it$/),
    ]);
  });

  it('quotes no more than 200 characters of what the parser says', () => {
    const [first] = problemsOf(`a: !${'x'.repeat(300)}! b`);
    expect(first).toMatch(/^1:4 the policy cannot be read as YAML here \(.{200}…\); correct the syntax$/);
  });

  it('are the first error of syntax, and then nothing else', () => {
    expect(problemsOf('a: b: c\nd: e: f\ng: 1\ng: 2')).toEqual([
      '1:5 the policy has a colon within a value here; put the value in quotes',
    ]);
  });

  it('leave out what only follows from an unexpected token', () => {
    expect(problemsOf('a:\n} - b\nc: d\n] e')).toEqual([
      '2:1 the policy cannot be read as YAML here (Unexpected flow-map-end token in YAML stream: "}"); correct the syntax',
    ]);
  });
});

describe('size', () => {
  it.each([
    { what: 'as many bytes as are allowed', text: `#${'x'.repeat(1_048_575)}`, expected: [] },
    {
      what: 'a byte more',
      text: `#${'x'.repeat(1_048_576)}`,
      expected: ['1:1 the policy is larger than 1 MiB; shorten it'],
    },
    {
      what: 'fewer characters, more bytes',
      text: `#${'é'.repeat(524_288)}`,
      expected: ['1:1 the policy is larger than 1 MiB; shorten it'],
    },
  ])('of $what', ({ text, expected }) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});
