import { orderRenderers, type ToldOrder } from '../../report/told-order.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { functionsOf } from '../orders/deployed.ts';
import { reasonOf } from '../orders/times.ts';
import { outputsOf } from '../outputs.ts';

type Flags = { readonly reason?: string };

export const release: CommandModule<Flags> = {
  define: (command) =>
    command
      .argument('<id>', 'the mount target or file system')
      .option('--reason <text>', 'why, for the record; required'),
  examples: [
    [
      'release fsmt-0123456789abcdef0 --reason "INC-7 is over"',
      'end a hold, or a count of changes that stops new ones',
    ],
    ['history fsmt-0123456789abcdef0', 'what holds it'],
    ['hold fsmt-0123456789abcdef0 --until 3d --reason "INC-7"', 'place one'],
  ],
  run: async (cli, [id], flags) => {
    const outputs = outputsOf(cli, orderRenderers);
    const reason = reasonOf(flags.reason);
    const { remediate, by } = await functionsOf(cli);
    await outputs.write((await remediate({ release: id, by, reason })) as ToldOrder);
    return exitCodes.done;
  },
};
