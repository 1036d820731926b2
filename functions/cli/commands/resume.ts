import { orderRenderers, type ToldOrder } from '../../report/told-order.ts';
import type { CommandModule } from '../command-module.ts';
import { orderEverywhere } from '../orders/everywhere.ts';
import { reasonOf } from '../orders/times.ts';
import { outputsOf } from '../outputs.ts';
import { ledgerOf } from '../session/deployment.ts';

type Flags = { readonly reason?: string };

export const resume: CommandModule<Flags> = {
  define: (command) => command.option('--reason <text>', 'why, for the record; required'),
  examples: [
    ['resume --reason "INC-7 is over"', 'end a pause'],
    ['plan', 'what is written next'],
    ['apply', 'confirm it, where a plan waits'],
  ],
  run: async (cli, _, flags) => {
    const outputs = outputsOf(cli, orderRenderers);
    const reason = reasonOf(flags.reason);
    let isClosed = false;
    const { told, code } = await orderEverywhere(cli, async ({ sweep, by, deployment, session }) => {
      const answer = (await sweep({ resume: true, by, reason })) as ToldOrder;
      const { closed } = await ledgerOf(deployment, session).gate();
      isClosed ||= closed !== undefined;
      return answer;
    });
    await outputs.write(told);
    if (isClosed) cli.tell('A plan waits for a confirmation: mountguard apply shows it and asks.');
    return code;
  },
};
