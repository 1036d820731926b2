import { indented } from '../../report/layout.ts';
import { layoutWidth } from '../../report/look.ts';
import { count } from '../../report/say.ts';
import type { Cli } from '../cli.ts';
import { UsageError } from '../usage-error.ts';
import { askPerson } from './ask-person.ts';
import type { Functions } from './deployed.ts';

/** What is about to be done. */
export interface Doing {
  readonly changes: number;
  /** Such as `change 3 mount targets`. */
  readonly what: string;
  /** The function that does it. */
  readonly through: string;
}

/** The most changes that a person allows. Throws `UsageError` for what is no number. */
const limitFrom = (max: string | undefined): number => {
  if (max === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d{1,6}$/.test(max)) return Number(max);
  throw new UsageError(`--max is "${max}"; write the most changes that you allow, such as 25`);
};

/** Has the person type how many changes there are, unless `--yes` says it. Throws `UsageError` where they do not, or there are more than they allow. */
export const confirmCount = async (
  cli: Cli,
  { session: { account, region } }: Pick<Functions, 'session'>,
  { changes, what, through }: Doing,
  max: string | undefined,
): Promise<void> => {
  const most = limitFrom(max);
  if (changes > most)
    throw new UsageError(
      `that is ${count(changes, 'change')} and --max allows ${most}; nothing was written: narrow it, or raise --max`,
    );
  if (cli.globals.yes) return;
  const writes = `This writes to account ${account}, ${region}, through ${through}.`;
  const typed = await askPerson(
    cli,
    `${indented(writes, 0, layoutWidth(cli.host.stderr.columns)).join('\n')}\nType ${changes} to ${what}, anything else to stop: `,
    '--yes (and --max N)',
  );
  if (typed !== String(changes)) throw new UsageError('stopped; nothing was written');
};
