import { Command } from 'commander';
import { commandRows } from '../../functions/cli/commands.ts';
import { addGlobalFlags } from '../../functions/cli/global-flags.ts';
import { programOf } from '../../functions/cli/program.ts';

const holding = ['--until <day>', '--reason <text>'];

/** Commands of the design that the command line has not got yet: operands, flags that must be there, and others. */
const designed: Readonly<
  Record<string, readonly [operands: string, needed: readonly string[], flags: readonly string[]]>
> = {
  apply: ['<what>', [], ['--despite <guard>', '--reason <text>', '--max <n>', '--wait']],
  doctor: ['', [], ['--json']],
  exempt: ['<id>', holding, []],
  explain: ['<id>', [], ['--who', '--as-if <policy>']],
  history: ['[id]', [], ['--since <time>', '--limit <n>']],
  hold: ['<id>', holding, []],
  pause: ['', ['--reason <text>'], ['--until <time>']],
  plan: ['[id...]', [], ['--summary', '--all', '--who']],
  release: ['<id>', ['--reason <text>'], []],
  resume: ['', ['--reason <text>'], []],
  revert: ['[id...]', holding, ['--change <id>', '--plan <fingerprint>', '--since <time>']],
  simulate: ['<policy>', [], ['--against <policy>', '--snapshot <file>']],
  validate: ['<file...>', [], ['--strict']],
  watch: ['', [], ['--plan <fingerprint>']],
};

const designedProgram = (): Command => {
  const program = addGlobalFlags(new Command('mountguard').exitOverride().configureOutput({ writeErr: () => {} }));
  for (const [name, [operands, needed, flags]] of Object.entries(designed)) {
    const command = program.command(`${name} ${operands}`.trim()).action(() => {});
    for (const flag of needed) command.requiredOption(flag);
    for (const flag of flags) command.option(flag);
  }
  return program;
};

/** What is wrong with the words that follow `mountguard`; undefined when nothing is. */
export const faultOfCli = async (words: readonly string[]): Promise<string | undefined> => {
  const isThere = commandRows.some(({ name }) => name === words[0]);
  const program = isThere ? programOf('0.0.0', () => {}) : designedProgram();
  try {
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    return String(error);
  }
};
