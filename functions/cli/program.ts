import { Command } from 'commander';
import type { CommandModule } from './command-module.ts';
import { commandRows } from './commands.ts';
import { addGlobalFlags } from './global-flags.ts';
import { formatHelp } from './help.ts';

/** Told of the command that is to run. */
export type OnRun = (module: CommandModule, command: Command) => void;

const examplesOf = ({ examples }: Pick<CommandModule, 'examples'>): string => {
  const longest = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, why]) => `  mountguard ${line.padEnd(longest)}  ${why}`);
  return `\nExamples:\n${lines.join('\n')}`;
};

const general: Pick<CommandModule, 'examples'> = {
  examples: [
    ['plan', 'what is not as the policy says in your account'],
    ['explain fsmt-0123456789abcdef0', 'why one mount target has its status'],
    ['plan --local', 'the same in a sample account, to try everything; help plan says more'],
  ],
};

/** Gives a command its arguments, flags, examples and work. */
const complete = (command: Command, module: CommandModule, onRun: OnRun): Command =>
  module
    .define(command)
    .addHelpText('after', examplesOf(module))
    .action(() => onRun(module, command));

/** The program. A command is completed when it is asked for, so that the help of all of them loads none. */
export const programOf = (version: string, onRun: OnRun): Command => {
  const program = new Command('mountguard')
    .description('Keeps the security groups on Amazon EFS mount targets as a tag-driven policy says they should be.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print the help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ showGlobalOptions: true, formatHelp, subcommandTerm: (it) => it.name() })
    .addHelpText('after', examplesOf(general))
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  addGlobalFlags(program);
  for (const { name, group, says } of commandRows)
    program
      .command(name)
      .description(says)
      .helpGroup(`${group}:`)
      .copyInheritedSettings(program)
      .helpOption('-h, --help', 'print the help');
  return program.hook('preSubcommand', async (_, command) => {
    const row = commandRows.find(({ name }) => name === command.name());
    if (row) complete(command, await row.load(), onRun);
  });
};
