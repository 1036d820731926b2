import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Resource } from '../../artifact/rendered.ts';
import { pythonProgram } from '../set-up/python.ts';
import { oraclePath } from '../set-up/tool.ts';

type Policies = Readonly<Record<string, unknown>>;

/** What the judges find in each policy. */
export const judged = async (policies: Policies): Promise<Readonly<Record<string, readonly string[]>>> => {
  const judge = spawn(pythonProgram('iam', 'python'), ['-W', 'ignore', oraclePath('role/judge.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  judge.stdin.end(JSON.stringify(policies));
  return JSON.parse(await text(judge.stdout));
};

/** Every policy of every role, under its role's or its own name. */
export const policiesOf = (resources: ReadonlyMap<string, Resource>): Policies =>
  Object.fromEntries(
    [...resources].flatMap(([id, { Type, Properties }]): [string, unknown][] => {
      if (Type === 'AWS::IAM::Policy') return [[id, Properties['PolicyDocument']]];
      if (Type !== 'AWS::IAM::Role') return [];
      const own = Properties['Policies'] as { readonly PolicyName: string; readonly PolicyDocument: unknown }[];
      return own.map(({ PolicyName, PolicyDocument }) => [`${id} ${PolicyName}`, PolicyDocument]);
    }),
  );
