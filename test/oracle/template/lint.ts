import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pythonProgram } from '../set-up/python.ts';

/** What cfn-lint says of a template: rule, logical id of the resource or other path, message. */
export interface Note {
  readonly rule: string;
  readonly of: string;
  readonly message: string;
}

interface Match {
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly string[] | null };
  readonly Message: string;
}

const notes = (report: string): readonly Note[] =>
  (JSON.parse(report) as readonly Match[]).map(({ Rule, Location, Message }) => ({
    rule: Rule.Id,
    of: (Location.Path ?? []).slice(0, 2).join('/'),
    message: Message,
  }));

/**
 * Everything that a cfn-lint says of a template in any region, informational and experimental rules included: the one of the
 * SAM transform, or the newer one of the SAM CLI.
 */
export const lint = async (path: string, environment: 'aws' | 'sam' = 'aws'): Promise<readonly Note[]> => {
  const checks = ['--include-checks', 'I', '--include-experimental', '--regions', 'ALL_REGIONS'];
  const args = ['--format', 'json', ...checks, '--non-zero-exit-code', 'none', '--', path];
  const { stdout } = await promisify(execFile)(pythonProgram(environment, 'cfn-lint'), args);
  return notes(stdout);
};
