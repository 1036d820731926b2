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

/** Everything that cfn-lint says of a template, informational and experimental rules included. */
export const lint = async (path: string): Promise<readonly Note[]> => {
  const args = ['--format', 'json', '--include-checks', 'I', '--include-experimental', '--non-zero-exit-code', 'none'];
  const { stdout } = await promisify(execFile)(pythonProgram('aws', 'cfn-lint'), [...args, '--', path]);
  return notes(stdout);
};
