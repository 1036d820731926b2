import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { PolicyProblem } from '../../policy/policy-problem.ts';
import type { CheckedFile } from '../../report/diagnostics/diagnostic.ts';
import { UsageError } from '../usage-error.ts';

/** Whether a file holds tests, by its name. */
export const isTestFile = (name: string): boolean => /\.test\.(?:ya?ml|json)$/.test(name);

/** A file of tests that cannot be read. */
export const brokenTests = (file: string, text: string, findings: readonly PolicyProblem[]): CheckedFile => ({
  file,
  text,
  holds: '',
  diagnostics: findings.map((it) => ({ ...it, severity: 'error', code: 'tests-invalid' })),
});

const searched = async (folder: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      found.push(...(await searched(path)));
    else if (entry.isFile() && isTestFile(entry.name)) found.push(path);
  }
  return found;
};

/** The files of tests at a path, named relative to the directory, in the order of their names. Throws `UsageError` where there is none. */
export const testFilesAt = async (directory: string, path: string): Promise<readonly string[]> => {
  const at = resolve(directory, path);
  if (!(await stat(at)).isDirectory()) return [path];
  const found = (await searched(at)).map((it) => relative(directory, it)).toSorted();
  if (found.length > 0) return found;
  throw new UsageError(
    `there is no file of tests in ${path}; write one beside the policy, such as policy.test.yaml (mountguard help test)`,
  );
};

/** Where the policy of a file of tests is, unless it says so itself: beside it, under its name without `.test`. */
export const policyOf = (file: string, named?: string): string =>
  named === undefined ? file.replace(/\.test\.([a-z]+)$/, '.$1') : join(dirname(file), named);
