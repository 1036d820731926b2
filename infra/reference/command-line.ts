import type { Argument, Option } from 'commander';
import { commandRows } from '../../functions/cli/commands.ts';
import { exitCodes } from '../../functions/cli/exit-codes.ts';
import { optionText } from '../../functions/cli/help.ts';
import { programOf } from '../../functions/cli/program.ts';
import { code, table } from './table.ts';

const flagRow = (option: Option): readonly string[] => [code(option.flags), optionText(option)];
const argumentRow = (argument: Argument): readonly string[] => [
  code(`${argument.name().toUpperCase()}${argument.variadic ? '…' : ''}`),
  argument.description,
];
const shown = ({ hidden }: Option): boolean => !hidden;

/** Every command with its arguments and flags, and the flags that all of them take. */
export const commandLine = async (): Promise<string> => {
  const program = programOf('', () => {});
  const commands = await Promise.all(
    commandRows.map(async ({ name, says, load }) => {
      const command = (await load()).define(program.createCommand(name));
      const rows = [...command.registeredArguments.map(argumentRow), ...command.options.filter(shown).map(flagRow)];
      return [`### ${name}`, `${says}.`, ...(rows.length > 0 ? [table(['argument or flag', 'meaning'], rows)] : [])];
    }),
  );
  const ofAll = table(['flag', 'meaning'], program.options.filter(shown).map(flagRow));
  return ['### Flags of every command', ofAll, ...commands.flat()].join('\n\n');
};

const endings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done, or nothing to do',
  error: 'usage, credentials, AWS, a policy with faults, or an account or Region that could not be read',
  drift: 'drift; only with `--detailed-exitcode`, and for `apply`',
  person: 'no drift, but something needs a person; only with `--detailed-exitcode`, and for `apply`',
  interrupted: 'stopped by SIGINT (Ctrl-C)',
  terminated: 'stopped by SIGTERM',
};

/** How the command line ends. */
export const exitCodesTable = (): string =>
  table(
    ['exit code', 'meaning'],
    Object.entries(exitCodes).map(([name, value]) => [code(String(value)), endings[name as keyof typeof exitCodes]]),
  );
