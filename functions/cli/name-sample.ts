import { isScreenFormat } from '../report/formats.ts';
import { commandRows } from './commands.ts';
import type { Globals } from './global-flags.ts';

const names: ReadonlySet<string> = new Set(commandRows.map(({ name }) => name));

/** Makes what is said to a person name the sample world in each command, where that is what it is about: else it would be given to AWS. */
export const namingSample =
  ({ local, format }: Pick<Globals, 'local' | 'format'>) =>
  (text: string): string =>
    // A colour may stand right before the word.
    local === undefined || (format !== undefined && !isScreenFormat(format))
      ? text
      : text.replaceAll(/mountguard ([a-z]+)\b(?! --local)/g, (whole, word: string) =>
          names.has(word) ? `${whole} --local` : whole,
        );
