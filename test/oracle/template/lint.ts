import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inChunks } from '../../../functions/aws/client/in-chunks.ts';
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

/** Regions that one run is told: with all at once it takes minutes, with a few some seconds. */
const regionsAtOnce = 12;

/** Every Region that a cfn-lint knows. */
const regionsOf = async (environment: 'aws' | 'sam'): Promise<readonly string[]> => {
  const ask = 'import json; from cfnlint.helpers import REGIONS; print(json.dumps(REGIONS))';
  const { stdout } = await promisify(execFile)(pythonProgram(environment, 'python'), ['-c', ask]);
  return JSON.parse(stdout);
};

/**
 * Everything that a cfn-lint says of a template in these regions, or in any, informational and experimental rules included: the
 * one of the SAM transform, or the newer one of the SAM CLI.
 */
export const lint = async (
  path: string,
  environment: 'aws' | 'sam' = 'aws',
  within?: readonly string[],
): Promise<readonly Note[]> => {
  const found = new Map<string, Note>();
  for (const regions of inChunks(within ?? (await regionsOf(environment)), regionsAtOnce)) {
    const checks = ['--include-checks', 'I', '--include-experimental', '--regions', ...regions];
    const args = ['--format', 'json', ...checks, '--non-zero-exit-code', 'none', '--', path];
    const { stdout } = await promisify(execFile)(pythonProgram(environment, 'cfn-lint'), args);
    for (const note of notes(stdout)) found.set(JSON.stringify(note), note);
  }
  return [...found.values()];
};
