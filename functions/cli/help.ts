import type { Command, Help, Option } from 'commander';

/** What a flag does, its values and its environment variable. */
export const optionText = ({ description, argChoices, envVar }: Option): string =>
  [
    description,
    ...(argChoices ? [`(${argChoices.join(', ')})`] : []),
    ...(envVar === undefined ? [] : [`(or ${envVar})`]),
  ].join(' ');

const usageOf = (command: Command): string => {
  if (command.parent === null) return `${command.name()} COMMAND [flags]`;
  const operands = command.registeredArguments.map((it) => {
    const name = `${it.name()}${it.variadic ? '…' : ''}`.toUpperCase();
    return it.required ? name : `[${name}]`;
  });
  return [command.parent.name(), command.name(), ...operands, '[flags]'].join(' ');
};

/** The help of the program, or of one command: what it does first, the flags of every command last. */
export const formatHelp = (command: Command, helper: Help): string => {
  const width = (all: readonly string[]): number => Math.min(28, Math.max(0, ...all.map((it) => it.length)));
  const section = (title: string, items: readonly (readonly [term: string, says: string])[]): readonly string[] => {
    const columns = width(items.map(([term]) => term));
    const lines = items.map(([term, says]) => helper.formatItem(term, columns, says, helper));
    return helper.formatItemList(helper.styleTitle(title), lines, helper);
  };
  const options = (all: readonly Option[]) => all.map((it) => [helper.optionTerm(it), optionText(it)] as const);
  const isProgram = command.parent === null;
  const own = helper.visibleOptions(command);
  const ofAll = isProgram ? own : helper.visibleGlobalOptions(command);
  const groups = Map.groupBy(helper.visibleCommands(command), (it) => it.helpGroup() || 'Other:');
  return [
    `${helper.styleTitle('Usage:')} ${usageOf(command)}`,
    '',
    helper.boxWrap(helper.commandDescription(command), helper.helpWidth ?? 80),
    '',
    ...[...groups].flatMap(([title, commands]) =>
      section(
        title,
        commands.map((it) => [helper.subcommandTerm(it), helper.subcommandDescription(it)]),
      ),
    ),
    ...section(
      'Arguments:',
      helper.visibleArguments(command).map((it) => [helper.argumentTerm(it), helper.argumentDescription(it)]),
    ),
    ...(isProgram ? [] : section('Flags:', options(own))),
    ...section('Flags of every command:', options(ofAll)),
  ].join('\n');
};
