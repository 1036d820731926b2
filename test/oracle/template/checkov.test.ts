import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { rendered } from '../../artifact/rendered.ts';
import { tablesOf } from '../../support/markdown-table.ts';
import { pythonProgram } from '../set-up/python.ts';
import { run } from '../set-up/run.ts';
import { templatePath } from '../support/template.ts';

const reportShape = z.object({
  summary: z.object({ passed: z.number(), parsing_errors: z.number() }),
  results: z.object({ failed_checks: z.array(z.object({ check_id: z.string(), resource: z.string() })) }),
});

const project = dirname(templatePath);

/** What checkov says of files of one kind. */
const judged = async (framework: string, ...files: readonly string[]) => {
  const args = ['--framework', framework, '--skip-download', '--soft-fail', '--quiet', '--compact', '--output', 'json'];
  const report = await run(pythonProgram('checkov', 'checkov'), [...args, ...files], { cwd: project });
  return reportShape.parse(JSON.parse(report));
};

it('finds in the template what SECURITY.md explains, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mountguard-checkov-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const Resources = Object.fromEntries(rendered({ AlarmEmail: 'on-call@example.com' }).resources);
  const path = join(folder, 'template.json');
  await writeFile(path, JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources }));
  const { summary, results } = await judged('cloudformation', '--file', path);
  const found = results.failed_checks.map((it) => `${it.check_id} ${it.resource.split('.').at(-1)}`);
  const explained = tablesOf(await readFile(join(project, 'SECURITY.md'), 'utf8'), 'check', 'resources')
    .flatMap(({ rows }) => rows)
    .flatMap(({ check = '', resources = '' }) => resources.split(', ').map((of) => `${check.split(',')[0]} ${of}`));
  expect(summary.parsing_errors).toBe(0);
  expect(summary.passed).toBeGreaterThan(0);
  expect(found.toSorted()).toEqual(explained.toSorted());
});

it('finds nothing in the workflows', async () => {
  const { summary, results } = await judged('github_actions', '--directory', '.', '--skip-path', 'node_modules');
  expect(summary.passed).toBeGreaterThan(0);
  expect(results.failed_checks).toEqual([]);
});
