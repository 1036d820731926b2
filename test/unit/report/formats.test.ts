import { parse } from 'junit2json';
import { describe, expect, it } from 'vitest';
import { junitReport } from '../../../functions/report/formats/junit.ts';
import { sarifLog } from '../../../functions/report/formats/sarif.ts';
import { sarifFaults } from '../../support/sarif.ts';

const hostile = 'a<b> & "c"\u001b[31m\u202ed\ne]]>\u0000\ud800 😀';

describe('a JUnit report', () => {
  it('is read as it was meant by a parser of others', async () => {
    const text = junitReport('mountguard test', [
      {
        name: 'policy.test.yaml',
        cases: [
          { name: 'one', className: 'f', file: 'f', line: 3 },
          { name: 'two', className: 'f', failure: { message: 'no', type: 'expectation', details: 'because' } },
          { name: 'three', className: 'f', output: 'told' },
        ],
      },
    ]);
    expect(await parse(text)).toMatchObject({
      name: 'mountguard test',
      tests: 3,
      failures: 1,
      testsuite: [
        {
          name: 'policy.test.yaml',
          tests: 3,
          failures: 1,
          testcase: [
            { name: 'one', classname: 'f' },
            { name: 'two', failure: [{ message: 'no', type: 'expectation', inner: 'because' }] },
            { name: 'three', 'system-out': ['told'] },
          ],
        },
      ],
    });
  });

  it('shows what XML cannot hold, and what reverses the writing', async () => {
    const text = junitReport('n', [
      {
        name: 's',
        cases: [{ name: hostile, className: 'f', failure: { message: hostile, type: 't', details: hostile } }],
      },
    ]);
    for (const hidden of ['\0', '\u001b', '\u202e']) expect(text).not.toContain(hidden);
    const shown = 'a<b> & "c"\\u{1b}[31m\\u{202e}d\ne]]>\\u{0}\\u{d800} 😀';
    expect(await parse(text)).toMatchObject({
      testsuite: [{ testcase: [{ name: shown, failure: [{ message: shown, inner: shown }] }] }],
    });
  });
});

describe('a SARIF log', () => {
  const log = sarifLog(
    '1.2.3',
    [{ id: 'policy-invalid', says: 'The policy cannot be used.' }],
    [
      {
        ruleId: 'policy-invalid',
        level: 'error',
        message: hostile,
        file: 'a folder/p#1.yaml',
        line: 3,
        column: 2,
        endColumn: 5,
        snippet: 'mode: x',
        fingerprint: 'f',
      },
      { ruleId: 'policy-invalid', level: 'note', message: 'm', file: 'C:\\p.yaml', line: 1, fingerprint: 'g' },
    ],
  );

  it('is valid by the schema of SARIF 2.1.0', () => {
    expect(sarifFaults(log)).toBeNull();
    expect(sarifFaults('{"version":"2.1.0"}')).not.toBeNull();
  });

  it('names the place by a URI, and columns in UTF-16 units', () => {
    expect(JSON.parse(log)).toMatchObject({
      runs: [
        {
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleIndex: 0,
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'a%20folder/p%231.yaml' },
                    region: { startLine: 3, startColumn: 2, endColumn: 5, snippet: { text: 'mode: x' } },
                  },
                },
              ],
            },
            { locations: [{ physicalLocation: { region: { startLine: 1 } } }] },
          ],
        },
      ],
    });
  });
});
