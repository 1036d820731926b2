import { atMost } from '../../engine/async/at-most.ts';
import { together } from '../../engine/async/together.ts';
import type { ToldOrder } from '../../report/told-order.ts';
import type { Cli } from '../cli.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { oneSession } from '../session/one-session.ts';
import { orUnread } from '../session/or-unread.ts';
import { atOnce, sessionsOf } from '../session/sessions.ts';
import { type Functions, functionsAt } from './deployed.ts';

/** What came of an order about accounts and Regions, and how the command ends. */
interface Everywhere {
  readonly told: ToldOrder;
  readonly code: ExitCode;
}

/**
 * Gives an order to the one account and Region of a command; with `--organization` to each that is asked for, where one that
 * fails does not keep the others from it.
 */
export const orderEverywhere = async (
  cli: Cli,
  order: (functions: Functions) => Promise<ToldOrder>,
): Promise<Everywhere> => {
  const sessions = cli.globals.organization ? await sessionsOf(cli) : [await oneSession(cli)];
  const isOne = sessions.length === 1;
  const limited = atMost(atOnce);
  const answers = await together(
    sessions.map((session) =>
      limited(async () => {
        const { account, region } = session;
        const its = await orUnread(session, isOne, async () => order(await functionsAt(cli, session)));
        return { account, region, ...its };
      }),
    ),
  );
  const done = answers.filter((it) => 'explanation' in it);
  const failed = answers.filter((it) => 'why' in it);
  for (const { account, region, why } of failed) cli.tell(`not ordered: account ${account}, ${region}: ${why}`);
  const said = done.map(({ account, region, explanation }) => `Account ${account}, ${region}: ${explanation}`);
  const [first] = done;
  return {
    told: isOne && first ? first : { explanation: said.join(' ') },
    code: failed.length > 0 ? exitCodes.error : exitCodes.done,
  };
};
