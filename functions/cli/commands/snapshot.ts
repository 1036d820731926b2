import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { awsReader } from '../../aws/read/reader.ts';
import { awsRegionReader } from '../../aws/read/region-reader.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { readText } from '../read-text.ts';
import { oneSession } from '../session/one-session.ts';
import { redacted } from '../snapshot/redact.ts';
import { writeSnapshot } from '../snapshot/snapshot-text.ts';
import { takeSnapshot } from '../snapshot/take.ts';
import { UsageError } from '../usage-error.ts';

type Flags = { readonly redact?: true };

export const snapshot: CommandModule<Flags> = {
  define: (command) =>
    command.option(
      '--redact',
      'replace names, values of tags and account numbers by digests, but for what --policy says',
    ),
  examples: [
    ['snapshot --out world.json', 'what a plan reads, for simulate and test'],
    ['snapshot --redact --policy policy.yaml --out world.json', 'the same for a report of a fault'],
    ['simulate new.yaml --snapshot world.json --against old.yaml', 'without AWS'],
  ],
  run: async (cli, _, flags) => {
    const { out, policy, format } = cli.globals;
    const wrong = out.find((path) => !path.toLowerCase().endsWith('.json'));
    if (wrong !== undefined) throw new UsageError(`--out ${wrong} is no name of a snapshot; end it in .json`);
    if (format !== undefined && format !== 'json')
      throw new UsageError(`--format ${format} is not a form of a snapshot; write json`);
    const session = await oneSession(cli);
    const { account, region, clients } = session;
    const place = { account, region, at: new Date().toISOString() };
    const taken = await takeSnapshot(awsReader(clients), awsRegionReader(clients), place);
    const its = flags.redact ? redacted(taken, policy === undefined ? '' : await readText(cli, policy)) : taken;
    const text = writeSnapshot(its);
    for (const path of out) {
      await writeFile(resolve(cli.host.directory, path), text);
      cli.tell(`written: ${path}, ${its.fileSystems.length} file systems, ${its.interfaces.length} mount targets`);
    }
    if (out.length === 0) await cli.answer(text);
    return exitCodes.done;
  },
};
