import { describe, expect, it } from 'vitest';
import type { Finding, Status } from '../../functions/core/model/finding.ts';
import { fileSystemId, mountTargetId, securityGroupId } from '../../functions/core/model/ids.ts';
import { reasonCodes } from '../../functions/core/model/reason.ts';
import type { Cause } from '../../functions/core/model/request.ts';
import { remediateConfig, sweepConfig } from '../../functions/runtime/config.ts';
import { telemetry } from '../../functions/runtime/telemetry.ts';
import { referenceText } from '../../infra/write-reference.ts';
import { linesSaying, outputLines, parsedLines } from '../support/engine-lines.ts';
import { markdown, paragraphOf, spansOf } from '../support/markdown.ts';
import { tablesOf } from '../support/markdown-table.ts';
import { must } from '../support/must.ts';
import { statementsOfRole } from './iam.ts';
import { rendered } from './rendered.ts';
import { template } from './template.ts';

const readme = markdown('README.md');
const operating = markdown('infra/operating.md');
const reference = markdown('infra/reference.md');
const pages = [readme, operating, markdown('functions/safety.md'), markdown('infra/policies/reference.md')].join('\n');
const names = (texts: readonly string[], form = /^\w+$/): readonly string[] => texts.filter((it) => form.test(it));
const sorted = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].toSorted();

const statuses = Object.keys({
  compliant: true,
  drifted: true,
  unmanaged: true,
  exempt: true,
  refused: true,
  deferred: true,
  gone: true,
  fixed: true,
  'would-fix': true,
  failed: true,
} satisfies Record<Status, true>) as Status[];

const group = must(securityGroupId('sg-0123456789abcdef0'));
const finding: Required<Finding> = {
  mountTargetId: must(mountTargetId('fsmt-0123456789abcdef0')),
  fileSystemId: must(fileSystemId('fs-0123456789abcdef0')),
  status: 'fixed',
  reasons: [],
  warnings: [],
  rule: 'a rule',
  before: [],
  after: [group],
  desired: [],
  since: '2026-11-30T12:00:00.000Z',
  causedBy: { kind: 'person', arn: 'arn:aws:iam::111122223333:user/bob', tool: null },
  previous: [group],
  explanation: 'Because.',
};
const cause: Required<Cause> = {
  cause: 'ModifyMountTargetSecurityGroups',
  actor: { arn: 'arn:aws:iam::111122223333:user/bob' },
  eventId: '00000001-0000-4000-8000-000000000001',
  changedAt: 0,
  attached: [group],
  plan: '0123456789ab',
  hops: 1,
  ordered: { by: 'alice', reason: 'INC-7', despite: ['nfs-cut-off'] },
  dryRun: false,
};
const circumstances = { cause, policyVersion: '0123456789ab', durationMs: 1, quiet: false };
const sweep = { cause: 'sweep', dryRun: false, durationMs: 1, overBudget: true };
const swept = {
  checked: 1,
  summary: {},
  queued: 0,
  policyVersion: 'v',
  fingerprint: 'f',
  notConfirmed: '',
  results: [finding],
};

describe('what the README and its pages say', () => {
  it('of codes, parameters, variables, metrics, permissions, fields and flags is what npm run reference writes', async () => {
    expect(reference).toBe(await referenceText());
  });

  it('of the variables is what the two functions read', () => {
    const read = new Set<string>();
    const variables = new Proxy<Record<string, string>>({}, { get: (_, name) => void read.add(String(name)) });
    for (const config of [remediateConfig, sweepConfig]) expect(() => config(variables)).toThrow('bad environment');
    const told = tablesOf(reference, 'variable', 'meaning').flatMap(({ rows }) =>
      rows.flatMap(({ variable = '' }) => spansOf(variable)),
    );
    expect(sorted(told)).toEqual(sorted(read));
  });

  it('of the keys of a log line is what the telemetry writes', () => {
    const { journal } = telemetry({}, () => 1000);
    const lines = outputLines();
    journal.warn('bare', {});
    journal.decided(finding, circumstances);
    journal.swept(swept, sweep);
    const bare = Object.keys(must(linesSaying('bare', lines)[0]));
    const written = linesSaying('decided', lines).flatMap((line) => Object.keys(line));
    const told = names(spansOf(paragraphOf(operating, '**Logs**'))).filter(
      (name) => !['decided', 'swept'].includes(name),
    );
    expect(sorted(told)).toEqual(sorted(written.filter((key) => !bare.includes(key))));
    expect(spansOf(paragraphOf(operating, '**Logs**'))).toEqual(expect.arrayContaining(['decided', 'swept']));
    expect(linesSaying('swept', lines)).toHaveLength(1);
  });

  it('of the metrics is what the telemetry counts, and where', () => {
    const { journal, metrics, countTries } = telemetry({}, () => 1000);
    const lines = outputLines();
    countTries(1);
    for (const status of statuses) journal.decided({ ...finding, status }, circumstances);
    for (const reason of reasonCodes) {
      journal.decided({ ...finding, reasons: [reason] }, circumstances);
      journal.decided({ ...finding, warnings: [reason] }, circumstances);
    }
    const none = new Set<never>();
    journal.swept(swept, { ...sweep, gauges: { all: [], fresh: none, lostRule: none } });
    metrics.publishStoredMetrics();
    const published = JSON.stringify(parsedLines(lines).map((line) => line['_aws']));
    const told = tablesOf(reference, 'metric', 'counts').flatMap(({ rows }) => rows.map(({ metric = '' }) => metric));
    const metricNames = told.flatMap(spansOf);
    const [namespace = ''] = spansOf(paragraphOf(operating, '**Metrics**'));
    expect(published).toContain(`"Namespace":"${namespace}"`);
    const counted = [...published.matchAll(/"Name":"(\w+)"/g)].map(([, name = '']) => name);
    expect(sorted(metricNames)).toEqual(sorted(counted));
  });

  it('of the statuses is what a look can end in', () => {
    const told = tablesOf(readme, 'status', 'meaning').flatMap(({ rows }) => rows.map(({ status = '' }) => status));
    expect(sorted(told.flatMap(spansOf))).toEqual(sorted(statuses));
  });

  it('of a status with a reason is one that there is', () => {
    const told = spansOf(pages).flatMap((span) => /^([\w-]+): ([\w-]+)$/.exec(span)?.slice(1) ?? []);
    const pairs = told.flatMap((status, at) => (at % 2 === 0 ? [[status, told[at + 1] ?? '']] : []));
    const withStatus = pairs.filter(([status = '']) => statuses.some((known) => known === status));
    expect(withStatus.length).toBeGreaterThan(5);
    expect(withStatus.filter(([, reason = '']) => !reasonCodes.some((known) => known === reason))).toEqual([]);
  });

  it('of a parameter of the stack is one that there is, and every one has a default', () => {
    const told = [...pages.matchAll(/parameters? `(\w+)`/g)].map(([, name = '']) => name);
    expect(told.length).toBeGreaterThan(3);
    expect(told.filter((name) => !(name in template.Parameters))).toEqual([]);
    const unset = Object.entries(template.Parameters).filter(([, { Default }]) => Default === undefined);
    expect(unset).toEqual([]);
  });

  it('of what the roles allow names every action at EFS and EC2', () => {
    const [, section = ''] = /^## What it needs in IAM[^\n]*\n(.*)/ms.exec(operating) ?? [];
    const told = spansOf(section).map((span) => span.replace(/^\w+:/, ''));
    const given = {
      KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      AlarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:t',
    };
    const { resources } = rendered({ Writes: 'on', ...given });
    const all = [...statementsOfRole(resources, 'RemediateRole'), ...statementsOfRole(resources, 'SweepRole')].flatMap(
      ({ Action }) => Action,
    );
    const allowed = all.filter((action) => /^(elasticfilesystem|ec2):/.test(action));
    const isTold = (action: string): boolean => {
      const [service = '', operation = ''] = action.split(':');
      return (
        told.includes(operation) || (section.includes(`\`${service}:Describe*\``) && operation.startsWith('Describe'))
      );
    };
    expect(sorted(allowed).filter((action) => !isTold(action))).toEqual([]);
    const operations = told.filter((name) => /^(Describe|Get|Modify|List)[A-Z]\w+$/.test(name));
    expect(operations.filter((name) => !all.some((action) => action.endsWith(`:${name}`)))).toEqual([]);
  });
});
