import { basename } from 'node:path';
import { checkPolicy } from '../../policy/check-policy.ts';
import { warningCodes } from '../../policy/policy-warnings.ts';
import { parseTests } from '../../policy/tests/parse-tests.ts';
import { type CheckedFile, countOf } from '../../report/diagnostics/diagnostic.ts';
import { type Validation, validationRenderers } from '../../report/diagnostics/validation.ts';
import { count } from '../../report/say.ts';
import type { Cli } from '../cli.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { outputsOf } from '../outputs.ts';
import { brokenTests, isTestFile } from '../policy-tests/test-files.ts';
import { isRemote, ownFile, pathOf } from '../policy-uri.ts';
import { readText } from '../read-text.ts';
import { UsageError } from '../usage-error.ts';

const rules = [
  { id: 'policy-invalid', says: 'The policy cannot be used.' },
  { id: 'tests-invalid', says: 'A file of policy tests cannot be read.' },
  ...Object.entries(warningCodes).map(([id, says]) => ({ id, says })),
];

const checkTests = (file: string, text: string): CheckedFile => {
  const parsed = parseTests(text);
  if ('findings' in parsed) return brokenTests(file, text, parsed.findings);
  return { file, text, diagnostics: [], holds: count(parsed.tests.tests.length, 'test') };
};

const check = (file: string, text: string): CheckedFile => {
  if (isTestFile(basename(file))) return checkTests(file, text);
  const { policy, findings: diagnostics } = checkPolicy(text, '', Date.now());
  if (policy === undefined) return { file, text, diagnostics, holds: '' };
  const { rules: its, exemptions, mode } = policy;
  const holds = `valid, ${count(its.length, 'rule')}, ${count(exemptions.length, 'exemption')}, mode ${mode}`;
  return { file, text, diagnostics, holds };
};

/** The files that are named, or that the policy is in; what is not on this machine is not read. */
const filesOf = ({ globals }: Cli, named: readonly string[]): readonly string[] => {
  if (named.length > 0) return named;
  const { policy = ownFile } = globals;
  if (isRemote(policy))
    throw new UsageError(`validate reads no AWS, and the policy is ${policy}; name a file, or - for standard input`);
  return [pathOf(policy)];
};

export const validate: CommandModule<{ readonly strict?: true }> = {
  define: (command) =>
    command
      .argument('[files...]', 'policies, and files of tests (*.test.yaml); - is standard input (default: policy.yaml)')
      .option('--strict', 'warnings fail, too'),
  examples: [
    ['validate policy.yaml', 'what is wrong with a policy, and where'],
    ['validate --strict policies/*.yaml', 'for a pipeline: warnings fail, too'],
    ['validate --out policy.sarif', 'for code scanning'],
  ],
  run: async (cli, named, { strict = false }) => {
    const outputs = outputsOf(cli, validationRenderers);
    const files: CheckedFile[] = [];
    for (const file of filesOf(cli, named)) files.push(check(file, await readText(cli, file)));
    const answer: Validation = { toolVersion: cli.version, strict, rules, files };
    await outputs.write(answer);
    const { errors, warnings } = countOf(files);
    return errors > 0 || (strict && warnings > 0) ? exitCodes.error : exitCodes.done;
  },
};
