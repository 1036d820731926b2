import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { memoized } from '../../core/model/memoized.ts';
import { checkPolicy } from '../../policy/check-policy.ts';
import { rewriteExpectations } from '../../policy/edit/rewrite-expectations.ts';
import { parseTests } from '../../policy/tests/parse-tests.ts';
import type { PolicyTest, PolicyTests } from '../../policy/tests/policy-test.ts';
import type { CheckedFile } from '../../report/diagnostics/diagnostic.ts';
import { allPassed, type TestReport, testRenderers } from '../../report/tests/test-report.ts';
import type { Cli } from '../cli.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { outputsOf } from '../outputs.ts';
import { coverageOf, type Played, playAll } from '../policy-tests/play-all.ts';
import { brokenTests, policyOf, testFilesAt } from '../policy-tests/test-files.ts';
import { isRemote, pathOf } from '../policy-uri.ts';
import { readText } from '../read-text.ts';
import { UsageError } from '../usage-error.ts';

interface Flags {
  readonly coverage?: true;
  readonly update?: true;
  readonly testName?: string;
}

const policyFlag = ({ globals: { policy } }: Cli): string | undefined => {
  if (policy === undefined) return undefined;
  if (isRemote(policy)) throw new UsageError(`test reads no AWS, and --policy is ${policy}; name a file`);
  return pathOf(policy);
};

/** A file of tests that was read, beside its text. */
interface ReadFile {
  readonly file: string;
  readonly text: string;
  readonly tests: PolicyTests;
}

const readAll = async (cli: Cli, files: readonly string[]) => {
  const read: ReadFile[] = [];
  const broken: CheckedFile[] = [];
  for (const file of files) {
    const text = await readText(cli, file);
    const parsed = parseTests(text);
    if ('findings' in parsed) broken.push(brokenTests(file, text, parsed.findings));
    else read.push({ file, text, tests: parsed.tests });
  }
  return { read, broken };
};

/** Writes what was got over what was expected; tells which files it wrote. */
const update = async (cli: Cli, { file, text }: ReadFile, played: readonly Played[]): Promise<void> => {
  const failed = played.filter(({ misses }) => misses.length > 0);
  if (failed.length === 0) return;
  const rewrites = failed.map(({ test, got: { says, ...expected } }) => ({ test, expected }));
  await writeFile(resolve(cli.host.directory, file), rewriteExpectations(text, rewrites));
  cli.tell(`${file}: ${failed.length} rewritten; read what has changed before you keep it`);
};

const isAskedFor =
  (part: string | undefined) =>
  ({ name }: PolicyTest): boolean =>
    part === undefined || name.toLowerCase().includes(part.toLowerCase());

export const test: CommandModule<Flags> = {
  define: (command) =>
    command
      .argument('[path]', 'a file of tests, or a folder with some (*.test.yaml)', '.')
      .option('--coverage', 'say how many tests each rule governs')
      .option('--update', 'rewrite what failing tests expect to what they get')
      .option('-t, --test-name <part>', 'only tests whose name has this in it'),
  examples: [
    ['test', 'play every *.test.yaml below this folder'],
    ['test policy.test.yaml --coverage', 'and name the rules that no test is about'],
    ['test --out tests.junit.xml', 'for a pipeline'],
  ],
  run: async (cli, [path = '.'], { coverage, update: isUpdate = false, testName }) => {
    const outputs = outputsOf(cli, testRenderers);
    const flag = policyFlag(cli);
    const { read, broken } = await readAll(cli, await testFilesAt(cli.host.directory, path));
    const asked = read.map((it) => ({ ...it, chosen: it.tests.tests.filter(isAskedFor(testName)) }));
    if (read.length > 0 && asked.every(({ chosen }) => chosen.length === 0))
      throw new UsageError(`no test has "${testName}" in its name; the first is "${read[0]?.tests.tests[0]?.name}"`);
    const policyAt = memoized(String, async (file: string) => {
      const text = await readText(cli, file);
      return { file, text, ...checkPolicy(text, '', Date.now()) };
    });
    const invalid = new Map<string, CheckedFile>();
    const files = [];
    const governed = new Map<string, readonly Played[]>();
    for (const it of asked.filter(({ chosen }) => chosen.length > 0)) {
      const { file, text, policy, findings } = await policyAt(flag ?? policyOf(it.file, it.tests.policy));
      if (policy === undefined) {
        invalid.set(file, { file, text, diagnostics: findings, holds: '' });
        continue;
      }
      const played = playAll(it.tests.groups, it.chosen, policy, Date.now());
      governed.set(file, [...(governed.get(file) ?? []), ...played]);
      if (isUpdate) await update(cli, it, played);
      files.push({
        file: it.file,
        policy: file,
        results: played.map(({ test: { name, line, expect }, got: { says, ...got }, misses }) => ({
          name,
          line,
          expected: expect,
          got,
          misses,
          says,
          ...(isUpdate && misses.length > 0 && { isUpdated: true as const }),
        })),
      });
    }
    const covered: NonNullable<TestReport['coverage']>[number][] = [];
    for (const [file, played] of governed) {
      const { policy } = await policyAt(file);
      if (policy) covered.push({ policy: file, rules: coverageOf(policy, played) });
    }
    const answer = { files, broken: [...broken, ...invalid.values()], ...(coverage && { coverage: covered }) };
    await outputs.write(answer);
    return allPassed(answer) ? exitCodes.done : exitCodes.error;
  },
};
