/** One case of a JUnit report: passed, unless it failed. */
export interface JUnitCase {
  readonly name: string;
  readonly className: string;
  readonly file?: string;
  readonly line?: number;
  /** Seconds. */
  readonly time?: number;
  readonly failure?: { readonly message: string; readonly type: string; readonly details: string };
  /** What is told of it although it passed. */
  readonly output?: string;
}

/** Cases that belong together, such as those of one file. */
export interface JUnitSuite {
  readonly name: string;
  readonly cases: readonly JUnitCase[];
}

/** What XML 1.0 cannot hold, not even as a reference, and what reverses the writing. */
const UNHOLDABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const held = (text: string): string =>
  text.replaceAll(UNHOLDABLE, (it) => `\\u{${it.codePointAt(0)?.toString(16) ?? ''}}`);
const inText = (text: string): string => held(text).replaceAll(/[&<>\r]/g, (it) => entities[it] ?? it);
const inAttribute = (text: string): string => held(text).replaceAll(/[&<>"\t\n\r]/g, (it) => entities[it] ?? it);

const attributes = (values: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${inAttribute(String(value))}"`))
    .join('');

const caseOf = ({ name, className, file, line, time, failure, output }: JUnitCase): string => {
  const open = `    <testcase${attributes({ name, classname: className, file, line, time })}`;
  const inner = [
    ...(failure
      ? [`<failure${attributes({ message: failure.message, type: failure.type })}>${inText(failure.details)}</failure>`]
      : []),
    ...(output === undefined ? [] : [`<system-out>${inText(output)}</system-out>`]),
  ];
  return inner.length === 0 ? `${open}/>` : `${open}>${inner.join('')}</testcase>`;
};

const totals = (cases: readonly JUnitCase[]) => ({
  tests: cases.length,
  failures: cases.filter(({ failure }) => failure !== undefined).length,
  errors: 0,
});

/** A JUnit XML report, as CI systems read it. */
export const junitReport = (name: string, suites: readonly JUnitSuite[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...totals(suites.flatMap(({ cases }) => cases)) })}>`,
    ...suites.flatMap((suite) => [
      `  <testsuite${attributes({ name: suite.name, ...totals(suite.cases) })}>`,
      ...suite.cases.map(caseOf),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
