import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Policy } from '../../core/model/policy.ts';
import { preview } from '../../engine/sweep/preview.ts';
import { parsePolicy } from '../../policy/parse-policy.ts';
import { NO_REMARKS, writePolicy } from '../../policy/propose/write-policy.ts';
import { proposalRenderers } from '../../report/init/proposal.ts';
import { summaryOf } from '../../report/init/remarks.ts';
import { clock } from '../../runtime/time.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { makeProposal } from '../init/make-proposal.ts';
import { checkKeys, days, keyList, percentage, policyFiles } from '../init/options.ts';
import { remembering } from '../init/remembering.ts';
import { outputsOf } from '../outputs.ts';
import { portsOf } from '../plan/make-plan.ts';
import { findDeployment } from '../session/deployment.ts';
import { oneSession } from '../session/one-session.ts';
import { UsageError } from '../usage-error.ts';

type Flags = {
  readonly keys?: readonly string[];
  readonly minPurity: number;
  readonly exemptRest?: number;
};

/** A policy that governs nothing: under it a preview shows what is there. */
const nothingGoverned = (): Policy => {
  const parsed = parsePolicy(writePolicy([], [], 0, NO_REMARKS), '');
  if ('findings' in parsed) throw new Error('a policy without rules must be valid');
  return parsed.policy;
};

export const init: CommandModule<Flags> = {
  define: (command) =>
    command
      .option('--keys <key,…>', 'tags of file systems that rules may use (default: the most frequent)', keyList)
      .option(
        '--min-purity <percent>',
        'how many percent of the mount targets under a rule must comply with it already',
        percentage,
        95,
      )
      .option('--exempt-rest <days>', 'exempt what does not comply with its rule, for this long, such as 30d', days),
  examples: [
    ['init', 'print a policy under which the least changes'],
    ['init --out policy.yaml', 'write it to a file, and say what it leaves out'],
    ['init --keys team,environment --min-purity 90 --exempt-rest 30d', 'go by two tags; leave alone what is not so'],
  ],
  run: async (cli, _, { keys, minPurity, exemptRest }) => {
    const files = policyFiles(cli);
    const others = { ...cli.globals, out: cli.globals.out.filter((path) => !files.includes(path)) };
    const outputs = outputsOf({ ...cli, globals: others }, proposalRenderers);
    const session = await oneSession(
      cli,
      'init proposes the policy of one account and Region; name one --account and one --region',
    );
    const deployed = await findDeployment(cli, session);
    const ports = portsOf(cli, { session, deployed });
    const asOnce = { ...ports, ...remembering(ports) };
    const { surveyed } = await preview(asOnce, nothingGoverned());
    const lives = surveyed.flatMap(({ basis }) => (basis ? [basis.live] : []));
    const { account, region } = session;
    if (lives.length === 0)
      throw new UsageError(`there is no mount target in account ${account}, ${region}; check --profile and --region`);
    if (lives.length < surveyed.length)
      cli.tell(`warning: ${surveyed.length - lives.length} mount targets or file systems could not be read`);
    checkKeys(keys, lives);
    cli.progress(`looking for rules in ${lives.length} mount targets`);
    const now = clock.now();
    const proposal = await makeProposal({
      account,
      region,
      lives,
      judge: async (policy) => (await preview(asOnce, policy)).surveyed.map(({ finding }) => finding),
      asked: { minPurity: minPurity / 100, ...(keys && { keys }) },
      now,
      ...(exemptRest !== undefined && { exemptUntil: new Date(now + exemptRest).toISOString().slice(0, 10) }),
    });
    const [first] = files;
    for (const file of files)
      await writeFile(resolve(cli.host.directory, file), proposal.text, { flag: cli.globals.yes ? 'w' : 'wx' });
    const { isScreen } = outputs;
    const summary = summaryOf(proposal, first, cli.look.width);
    if (first !== undefined && isScreen) {
      await outputs.writeFiles(proposal);
      await cli.answer(`${summary.join('\n')}\n`);
    } else {
      await outputs.write(proposal);
      for (const line of summary) cli.tell(line);
    }
    for (const file of files) cli.tell(`written: ${file}`);
    return exitCodes.done;
  },
};
