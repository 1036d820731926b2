import { expect, it } from 'vitest';
import { type Finding, type Status, summarize, waitsForWatch } from '../../../../functions/core/model/finding.ts';
import type { ReasonCode } from '../../../../functions/core/model/reason.ts';

const finding = (status: Status, reasons: readonly ReasonCode[] = []): Finding => ({
  mountTargetId: null,
  fileSystemId: null,
  status,
  reasons,
  warnings: [],
  rule: null,
  before: [],
  after: [],
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

it.each<{ status: Status; reasons: ReasonCode[]; waits: boolean }>([
  { status: 'deferred', reasons: ['observing'], waits: true },
  { status: 'deferred', reasons: ['lease-held'], waits: false },
  { status: 'deferred', reasons: ['observing', 'lifecycle-state'], waits: false },
  { status: 'deferred', reasons: [], waits: false },
  { status: 'refused', reasons: ['observing'], waits: false },
])('what is $status for $reasons waits for a watch and nothing else: $waits', ({ status, reasons, waits }) => {
  expect(waitsForWatch(finding(status, reasons))).toBe(waits);
});
