import type { Command } from 'commander';
import type { Flag, Words } from '../report/completion.ts';
import { commandRows } from './commands.ts';
import { programOf } from './program.ts';

const flagsOf = ({ options }: Command): readonly Flag[] =>
  options
    .filter(({ hidden }) => !hidden)
    .map(({ long, short, description, argChoices, required, optional }) => ({
      long: long ?? '',
      ...(short && { short }),
      says: description,
      takesValue: required || optional,
      values: argChoices ?? [],
    }));

/** The words of the whole program, which loads every command for it. */
export const wordsOfProgram = async (): Promise<Words> => {
  const program = programOf('', () => {});
  const commands = await Promise.all(
    commandRows.map(async ({ name, says, load }) => {
      const command = (await load()).define(program.createCommand(name));
      const values = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
      return { name, says, flags: flagsOf(command), values };
    }),
  );
  return { globals: flagsOf(program), commands };
};
