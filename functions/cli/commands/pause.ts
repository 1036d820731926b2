import { orderRenderers, type ToldOrder } from '../../report/told-order.ts';
import { clock } from '../../runtime/time.ts';
import type { CommandModule } from '../command-module.ts';
import { orderEverywhere } from '../orders/everywhere.ts';
import { endTime, reasonOf } from '../orders/times.ts';
import { outputsOf } from '../outputs.ts';

type Flags = { readonly until?: string; readonly reason?: string };

export const pause: CommandModule<Flags> = {
  define: (command) =>
    command
      .option('--reason <text>', 'why, for the record; required')
      .option('--until <when>', 'when it ends by itself: how long (2h), a day or a time (default: only by resume)'),
  examples: [
    ['pause --reason "INC-7: clients lose NFS"', 'stop every write of the account and Region now'],
    ['pause --until 2h --reason "network maintenance"', 'for two hours'],
    [
      'pause --organization --account 111122223333 --reason "INC-7"',
      'in every Region of an account of an organisation',
    ],
    ['resume --reason "INC-7 is over"', 'go on'],
  ],
  run: async (cli, _, flags) => {
    const outputs = outputsOf(cli, orderRenderers);
    const reason = reasonOf(flags.reason);
    const until = flags.until === undefined ? {} : { until: endTime('--until', flags.until, clock.now()) };
    const { told, code } = await orderEverywhere(
      cli,
      async ({ sweep, by }) => (await sweep({ pause: true, ...until, by, reason })) as ToldOrder,
    );
    await outputs.write(told);
    return code;
  },
};
