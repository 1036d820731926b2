import { orderRenderers, type ToldOrder } from '../../report/told-order.ts';
import { clock } from '../../runtime/time.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { functionsOf } from '../orders/deployed.ts';
import { endTime, reasonOf } from '../orders/times.ts';
import { outputsOf } from '../outputs.ts';

type Flags = { readonly until?: string; readonly reason?: string };

interface Held extends ToldOrder {
  readonly held: readonly unknown[];
}

export const hold: CommandModule<Flags> = {
  define: (command) =>
    command
      .argument('<id...>', 'mount targets and file systems')
      .option('--until <when>', 'how long (12h, 3d), the last day (2026-12-31) or a time; required')
      .option('--reason <text>', 'why, for the record; required'),
  examples: [
    ['hold fsmt-0123456789abcdef0 --until 3d --reason "migration of INC-7"', 'keep one mount target unchanged'],
    ['hold fs-0123456789abcdef0 --until 2026-12-31 --reason "vendor access"', 'all of a file system'],
    ['release fs-0123456789abcdef0 --reason "done"', 'end it sooner'],
  ],
  run: async (cli, ids, flags) => {
    const outputs = outputsOf(cli, orderRenderers);
    const [until, reason] = [endTime('--until', flags.until, clock.now()), reasonOf(flags.reason)];
    const { remediate, by } = await functionsOf(cli);
    const answer = (await remediate({ hold: ids, until, by, reason })) as Held;
    await outputs.write(answer);
    return answer.held.length === ids.length ? exitCodes.done : exitCodes.error;
  },
};
