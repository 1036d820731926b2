import { programOf } from '../../functions/cli/program.ts';

/** What is wrong with the words that follow `mountguard`; undefined when nothing is. */
export const faultOfCli = async (words: readonly string[]): Promise<string | undefined> => {
  let lacking: readonly string[] = [];
  const program = programOf('0.0.0', (_, command) => {
    // What the help calls required, the commands themselves ask for once they run.
    lacking = command.options
      .filter((it) => it.description.endsWith('; required') && command.getOptionValue(it.attributeName()) === undefined)
      .map(({ flags }) => flags);
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return lacking.length > 0 ? `${lacking.join(' and ')} is missing` : undefined;
  } catch (error) {
    return String(error);
  }
};
