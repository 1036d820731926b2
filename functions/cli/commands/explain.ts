import { without } from '../../core/model/group-set.ts';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import type { Surveyed } from '../../engine/guards/judge-all.ts';
import type { Explanation, PastChange } from '../../report/explain/explanation.ts';
import { explanationRenderers } from '../../report/explain/screen.ts';
import { dayToCome, waysOf } from '../../report/explain/ways.ts';
import { blocksOf } from '../../report/plan/blocks.ts';
import type { PlanRow } from '../../report/plan/plan-report.ts';
import type { Cli } from '../cli.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { guardsOn } from '../explain/guards.ts';
import { triedRules, triedSelectors } from '../explain/trace.ts';
import { outputsOf } from '../outputs.ts';
import { type Ground, groundOf, makePlan } from '../plan/make-plan.ts';
import { withCauses } from '../plan/who.ts';
import { ledgerOf } from '../session/deployment.ts';
import { oneSession } from '../session/one-session.ts';

type Flags = { readonly who?: true; readonly asIf?: string };

/** Changes that are told of. */
const mostChanges = 5;

/** The last changes on record; null where there is no record. */
const historyOf = async ({ session, deployed }: Ground, row: PlanRow): Promise<readonly PastChange[] | null> => {
  const { fileSystem, mountTarget } = row;
  if (!('deployment' in deployed) || fileSystem.id === null || mountTarget.id === null) return null;
  const ledger = ledgerOf(deployed.deployment, session);
  const { changes } = await ledger.history(fileSystem.id as FileSystemId, mountTarget.id as MountTargetId, mostChanges);
  return changes.map(({ at, changeId, status, cause, before, after }) => ({
    at: new Date(at).toISOString(),
    changeId,
    status,
    cause,
    add: without(after, before),
    remove: without(before, after),
  }));
};

/** Explains one row of a plan by what it stands on. */
const explanationOf = async (
  ground: Ground,
  row: PlanRow,
  found: Surveyed | undefined,
): Promise<Omit<Explanation, 'same'>> => {
  const { head, read, deployed } = ground;
  const { policy, lines, uri } = read;
  const basis = found?.basis;
  const rule = policy.rules.find(({ name }) => name === row.rule?.name);
  const id = row.mountTarget.id ?? row.fileSystem.id ?? '';
  return {
    ...head,
    mountTarget: row,
    ...(basis ? triedRules(policy, basis.live, lines) : { rules: [], untold: policy.rules.length }),
    match: rule?.match ?? null,
    selectors: rule && basis ? triedSelectors(rule, basis.live) : [],
    guards: rule && basis ? guardsOn(basis, row.desired?.length ?? 0, policy, rule.name, 'deployment' in deployed) : [],
    history: await historyOf(ground, row),
    ways: waysOf({ row, id, policyUri: uri, day: dayToCome(head.at) }),
  };
};

const asIf = (cli: Cli, policy: string | undefined): Cli =>
  policy === undefined ? cli : { ...cli, globals: { ...cli.globals, policy } };

export const explain: CommandModule<Flags> = {
  define: (command) =>
    command
      .argument('<id>', 'a mount target (fsmt-…), or a file system (fs-…) whose mount targets are explained')
      .option('--who', 'ask CloudTrail who made the change; it has 90 days')
      .option('--as-if <policy>', 'explain it under this policy: FILE, ssm:/NAME, appconfig:A/E/P, -'),
  examples: [
    ['explain fsmt-0123456789abcdef0', 'why it is compliant, drifted or refused'],
    ['explain fsmt-0123456789abcdef0 --who', 'and who made the change'],
    ['explain fs-0123456789abcdef0 --as-if new.yaml', 'what another policy would make of it'],
  ],
  run: async (cli, words, flags) => {
    const outputs = outputsOf(cli, explanationRenderers);
    const session = await oneSession(cli);
    const ground = await groundOf(asIf(cli, flags.asIf), session);
    const { report, preview } = await makePlan(cli, ground, words);
    const told = flags.who ? await withCauses(cli, session, report) : report;
    const bySubject = new Map(preview.surveyed.map((it) => [it.finding.mountTargetId, it]));
    const explanations: Explanation[] = [];
    // Mount targets about which the same is to be said are explained once.
    for (const {
      rows: [row, ...others],
    } of blocksOf(told.results)) {
      const same = others.flatMap(({ mountTarget: { id } }) => id ?? []);
      const found = bySubject.get(row.mountTarget.id as MountTargetId);
      explanations.push({ ...(await explanationOf(ground, row, found)), same });
    }
    await outputs.write(explanations);
    return exitCodes.done;
  },
};
