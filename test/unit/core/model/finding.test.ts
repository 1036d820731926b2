import { expect, it } from 'vitest';
import { type Finding, type Status, summarize } from '../../../../functions/core/model/finding.ts';

const finding = (status: Status): Finding => ({
  mountTargetId: null,
  fileSystemId: null,
  status,
  reasons: [],
  warnings: [],
  rule: null,
  before: [],
  after: [],
  desired: null,
  causedBy: { kind: 'unknown', arn: null, tool: null },
  previous: null,
  explanation: '',
});

it.each<{ statuses: Status[]; expected: Partial<Record<Status, number>> }>([
  { statuses: [], expected: {} },
  { statuses: ['fixed'], expected: { fixed: 1 } },
  { statuses: ['fixed', 'gone', 'fixed'], expected: { fixed: 2, gone: 1 } },
])('counts $statuses as $expected', ({ statuses, expected }) => {
  expect(summarize(statuses.map((status) => finding(status)))).toStrictEqual(expected);
});
