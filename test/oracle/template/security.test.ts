import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { rendered } from '../../artifact/rendered.ts';
import { tablesOf } from '../../support/markdown-table.ts';
import { actionlintPath } from '../set-up/actionlint.ts';
import { cfnGuardPath, controlTowerRules } from '../set-up/npm-tool.ts';
import { pythonProgram } from '../set-up/python.ts';
import { run } from '../set-up/run.ts';
import { templatePath } from '../support/template.ts';

const project = dirname(templatePath);

/** The template as its default parameters and an alarm address render it, in a file. */
const template = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'mountguard-security-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const Resources = Object.fromEntries(rendered({ AlarmEmail: 'on-call@example.com' }).resources);
  const path = join(folder, 'template.json');
  await writeFile(path, JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources }));
  return path;
};

/** What SECURITY.md explains of the checks whose names begin so. */
const explained = async (prefix: string): Promise<readonly string[]> =>
  tablesOf(await readFile(join(project, 'SECURITY.md'), 'utf8'), 'check', 'resources')
    .flatMap(({ rows }) => rows)
    .filter(({ check }) => check?.startsWith(prefix))
    .flatMap(({ check = '', resources = '' }) => resources.split(', ').map((of) => `${check.split(',')[0]} ${of}`))
    .toSorted();

const checkovReport = z.object({
  summary: z.object({ passed: z.number(), parsing_errors: z.number() }),
  results: z.object({ failed_checks: z.array(z.object({ check_id: z.string(), resource: z.string() })) }),
});

/** What checkov says of files of one kind. */
const byCheckov = async (framework: string, ...files: readonly string[]) => {
  const args = ['--framework', framework, '--skip-download', '--soft-fail', '--quiet', '--compact', '--output', 'json'];
  const report = await run(pythonProgram('checkov', 'checkov'), [...args, ...files], { cwd: project });
  return checkovReport.parse(JSON.parse(report));
};

const guardReport = z.array(z.object({ not_compliant: z.array(z.unknown()), compliant: z.array(z.string()) }));

/** What cfn-guard says of a template by the rules of AWS Control Tower. It does not end with 0 where it finds something. */
const byCfnGuard = async (path: string) => {
  const args = ['validate', '--structured', '--output-format', 'json', '--show-summary', 'none'];
  const guard = spawn(cfnGuardPath(), [...args, '--rules', controlTowerRules(), '--data', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [report] = guardReport.parse(JSON.parse(await text(guard.stdout)));
  const found = (report?.not_compliant ?? []).flatMap((rule) => {
    const said = JSON.stringify(rule);
    const [, control] = /\[(CT\.[A-Z0-9.]+)\]/.exec(said) ?? [];
    return Array.from(said.matchAll(/\/Resources\/(\w+)/g), ([, resource]) => `${control} ${resource}`);
  });
  return { passed: report?.compliant ?? [], found: [...new Set(found)] };
};

it('has in the template what SECURITY.md explains, and nothing else, by checkov', async () => {
  const { summary, results } = await byCheckov('cloudformation', '--file', await template());
  const found = results.failed_checks.map((it) => `${it.check_id} ${it.resource.split('.').at(-1)}`);
  expect(summary.parsing_errors).toBe(0);
  expect(summary.passed).toBeGreaterThan(0);
  expect(found.toSorted()).toEqual(await explained('CKV'));
});

it('has in the template what SECURITY.md explains, and nothing else, by cfn-guard', async () => {
  const { passed, found } = await byCfnGuard(await template());
  expect(passed).toContain('cloudwatch_alarm_action_check');
  expect(found.toSorted()).toEqual(await explained('CT.'));
});

it('has nothing in the workflows by checkov and actionlint', async () => {
  const { summary, results } = await byCheckov('github_actions', '--directory', '.', '--skip-path', 'node_modules');
  expect(summary.passed).toBeGreaterThan(0);
  expect(results.failed_checks).toEqual([]);
  // Each workflow by its name: without one, actionlint looks for a repository of Git. ShellCheck is not part of it.
  const workflows = ['checks', 'publish'].map((name) => join(project, '.github/workflows', `${name}.yaml`));
  expect(await run(actionlintPath(), ['-shellcheck=', '-pyflakes=', ...workflows])).toBe('');
});
