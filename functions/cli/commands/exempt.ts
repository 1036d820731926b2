import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exemptionWarnings } from '../../core/decide/policy-warnings.ts';
import { fileSystemId, mountTargetId } from '../../core/model/ids.ts';
import { parseLastDay } from '../../core/model/last-day.ts';
import type { Exemption, Policy } from '../../core/model/policy.ts';
import { printable } from '../../core/model/printable.ts';
import { checkPolicy } from '../../policy/check-policy.ts';
import { addExemption } from '../../policy/edit/add-exemption.ts';
import { framed } from '../../report/diagnostics/framed.ts';
import { exemptionRenderers } from '../../report/exemption.ts';
import type { Cli } from '../cli.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { outputsOf } from '../outputs.ts';
import { isRemote, ownFile, pathOf } from '../policy-uri.ts';
import { readText } from '../read-text.ts';
import { UsageError } from '../usage-error.ts';

interface Flags {
  readonly until: string;
  readonly reason: string;
}

const coveredBy = (id: string): Exemption['covers'] => {
  const parsed = fileSystemId(id) ?? mountTargetId(id);
  const examples = 'fs-0123456789abcdef0 or fsmt-0123456789abcdef0';
  if (parsed === undefined) throw new UsageError(`"${printable(id)}" is no id; write one such as ${examples}`);
  // An ARN may be of another account or Region, where the id is another thing.
  if (id !== parsed) throw new UsageError(`write the id alone, ${parsed}, without the ARN around it`);
  return parsed;
};

const lastDay = (until: string, now: number) => {
  const day = parseLastDay(until);
  if (day === undefined)
    throw new UsageError(`--until is "${printable(until)}"; write a day that exists as YYYY-MM-DD`);
  if (day.expiresAt <= now) throw new UsageError(`--until is ${until}, which is over; write a day to come`);
  return day;
};

const fileOf = ({ globals: { policy = ownFile } }: Cli): string => {
  if (policy === '-' || isRemote(policy))
    throw new UsageError(
      `exempt writes a file, and the policy is ${policy}; name the file that it is deployed from with --policy FILE`,
    );
  return pathOf(policy);
};

/** The policy of a file; throws with everything that is wrong with it. */
const policyIn = (cli: Cli, file: string, text: string): Policy => {
  const { policy, findings } = checkPolicy(text, '', Date.now());
  if (policy) return policy;
  for (const line of framed({ file, text, diagnostics: findings, holds: '' }, cli.look)) cli.tell(line);
  throw new UsageError(`${file} is not a valid policy; correct it first: mountguard validate ${file}`);
};

export const exempt: CommandModule<Flags> = {
  define: (command) =>
    command
      .argument('<id>', 'a file system or a mount target')
      .requiredOption('--until <day>', 'its last day, YYYY-MM-DD, to its end in UTC')
      .requiredOption('--reason <text>', 'why, for those who read it later'),
  examples: [
    ['exempt fs-0123456789abcdef0 --until 2026-12-31 --reason "INC-7 vendor migration"', 'in ./policy.yaml'],
    ['exempt fsmt-0123456789abcdef0 --until 2026-12-31 --reason INC-7 --policy infra/policy.yaml', 'in another file'],
    ['plan --policy policy.yaml --status exempt', 'what is exempt'],
  ],
  run: async (cli, [id = ''], { until, reason }) => {
    const outputs = outputsOf(cli, exemptionRenderers);
    const covers = coveredBy(id);
    const now = Date.now();
    const day = lastDay(until, now);
    if (!/\S/.test(reason)) throw new UsageError('--reason is empty; say why');
    const file = fileOf(cli);
    const text = await readText(cli, file);
    const known = policyIn(cli, file, text).exemptions.find((it) => it.covers === covers);
    if (known)
      throw new UsageError(
        `${covers} is in ${file} already, until ${known.until} (${printable(known.reason)}); change it there`,
      );
    const added = { covers, ...day, reason };
    const after = addExemption(text, added);
    await writeFile(resolve(cli.host.directory, file), after);
    const at = after.lastIndexOf(covers);
    const line = after.slice(0, at).split('\n').length;
    for (const { says } of exemptionWarnings({ exemptions: [added] }, now)) cli.tell(`warning: ${says}`);
    await outputs.write({ file, line, covers, until, reason });
    cli.tell('It counts from when this policy is deployed.');
    return exitCodes.done;
  },
};
