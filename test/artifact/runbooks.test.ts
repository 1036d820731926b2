import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reasonCodes } from '../../functions/core/model/reason.ts';
import { goneFinding } from '../../functions/engine/findings/fault.ts';
import { bounded } from '../../functions/engine/findings/report.ts';
import { intake } from '../../functions/intake/intake.ts';
import { sweepRequest } from '../../functions/intake/sweep-request.ts';
import { faultOfCli } from '../support/cli-grammar.ts';
import { commandsOf, linksOf, markdown, proseOf, spansOf } from '../support/markdown.ts';
import { shellWords } from '../support/shell-words.ts';
import { alarmsOf } from './alarms/cloudwatch.ts';
import { hub } from './organization/built.ts';
import { rendered } from './rendered.ts';

const folder = 'infra/runbooks/';
const files = readdirSync(new URL(`../../${folder}`, import.meta.url));
const pages = files.filter((file) => file !== 'README.md');
const index = markdown(`${folder}README.md`);
const stacks = [rendered({ ReportBucket: 'reports' }), hub];
const outputs = Object.assign({}, ...stacks.map((stack) => stack.outputs)) as Readonly<Record<string, unknown>>;
const alarms = stacks.flatMap((stack) => alarmsOf(stack));

const sections = ['What it means', 'How to see it', 'What to look at', 'What to do', 'How to know it is over'];

/** What a person puts in for words in capitals that no output of the stack gives. */
const found = ['CHANGE_ID', 'QUEUE_URL'];

const filledIn = (text: string): string =>
  text.replaceAll('fsmt-…', 'fsmt-0a1b2c3d4e5f60718').replaceAll('fs-…', 'fs-0123456789abcdef0');

const readers = { REMEDIATE_FUNCTION: (event: unknown) => intake(event, {}), SWEEP_FUNCTION: sweepRequest };

/** What is wrong with a command; undefined when nothing is. What AWS takes elsewhere is judged by the oracle. */
const faultOf = async (command: string): Promise<string | undefined> => {
  const [program, ...words] = shellWords(filledIn(command));
  if (program === 'mountguard') return faultOfCli(words);
  if (program !== 'aws') return `${program} is no program of a runbook`;
  if (words.slice(0, 2).join(' ') !== 'lambda invoke') return undefined;
  // It makes the report, whatever it is told.
  if (/^lambda invoke --function-name REPORT_FUNCTION \w+\.json$/.test(words.join(' '))) return undefined;
  const form = /^lambda invoke --function-name (\w+) --cli-binary-format raw-in-base64-out --payload (.*) \w+\.json$/;
  const [, name = '', payload = ''] = form.exec(words.join(' ')) ?? [];
  const reader = Object.entries(readers).find(([it]) => it === name)?.[1];
  if (!reader) return `not as the README has it: ${command}`;
  const read = reader(JSON.parse(payload));
  return read.kind === 'malformed' ? read.message : undefined;
};

const invoke = 'aws lambda invoke --function-name SWEEP_FUNCTION --cli-binary-format raw-in-base64-out';

describe('the runbooks', () => {
  it('are one page for each alarm and each reason code, and no other', () => {
    const ofAlarms = alarms.map(
      ({ AlarmDescription }) => / Runbook infra\/runbooks\/(\S+)$/.exec(AlarmDescription)?.[1],
    );
    expect(new Set(pages)).toEqual(new Set([...ofAlarms, ...reasonCodes.map((code) => `${code}.md`)]));
  });

  it('are named by the explanation of whatever has a reason', () => {
    const finding = goneFinding({ mountTargetId: null, fileSystemId: null });
    for (const code of reasonCodes) {
      const { explanation } = bounded({ ...finding, reasons: [code] });
      const [, page] = / Runbook: infra\/runbooks\/(\S+)$/.exec(explanation) ?? [];
      expect(pages).toContain(page);
    }
  });

  it('are listed for every alarm by their README', () => {
    const named = alarms.map(({ name }) => name.replace(/Alarm$/, ''));
    for (const name of named) expect(index).toMatch(new RegExp(`^\\| (.*, )?${name}\\b.*\\.md\\)`, 'm'));
    expect(linksOf(index).filter((page) => !pages.includes(page))).toEqual([]);
  });

  it.each(pages)('have the same sections, none of them empty: %s', (page) => {
    const text = markdown(`${folder}${page}`);
    const [title = '', ...parts] = text.split(/^## /m);
    expect(title).toMatch(/^# .{10,}\n\n$/);
    expect(parts.map((part) => part.split('\n')[0])).toEqual(sections);
    expect(parts.filter((part) => part.split('\n').slice(1).join('').trim() === '')).toEqual([]);
    expect(parts[3]).toMatch(/^1\. /m);
    expect(text.split('\n').length).toBeLessThanOrEqual(50);
  });

  it.each(files)('give commands that the functions and the command line take: %s', async (page) => {
    const text = markdown(`${folder}${page}`);
    expect(text.match(/^ *```\S+$/gm)?.filter((fence) => fence.trim() !== '```sh')).toEqual([]);
    const commands = commandsOf(text);
    expect(commands.length).toBeGreaterThan(0);
    const faults = await Promise.all(commands.map(faultOf));
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
    const names = [...commands.join('\n').matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b(?=[\s]|$)/g)].map(([name]) => name);
    const isOutput = (name: string) => Object.keys(outputs).some((it) => it.toUpperCase() === name.replaceAll('_', ''));
    expect(names.filter((name) => !isOutput(name) && !found.includes(name))).toEqual([]);
  });

  it.each(pages)('name no page, reason or parameter that is not there: %s', (page) => {
    const text = markdown(`${folder}${page}`);
    const spans = spansOf(text);
    expect(spans.filter((span) => /^[\w-]+\.md$/.test(span) && !pages.includes(span))).toEqual([]);
    expect(proseOf(text)).not.toMatch(/\b(?:whoever|nobody|somebody|of which|be it|belongs into)\b/i);
  });

  it.each([
    { command: 'mountguard frobnicate', says: 'frobnicate' },
    { command: 'mountguard hold fsmt-… --until 2026-12-31', says: '--reason' },
    { command: 'mountguard plan --colour', says: 'colour' },
    { command: 'mountguard plan --status lost', says: 'lost' },
    { command: `${invoke} --payload '{"dryrun": true}' x.json`, says: 'dryrun' },
    { command: `${invoke} --payload '{"dryRun": true}'`, says: 'README' },
    { command: 'rm -rf /', says: 'rm' },
  ])('are told what they lack: $command', async ({ command, says }) => {
    expect(await faultOf(command)).toContain(says);
  });
});
