import { awsReader } from '../../aws/read/reader.ts';
import { awsRegionReader } from '../../aws/read/region-reader.ts';
import { policyAt } from '../../core/decide/policy-at.ts';
import type { FlowLogReader } from '../../engine/ports/flow-log.ts';
import type { Journal } from '../../engine/ports/journal.ts';
import type { Reader } from '../../engine/ports/reader.ts';
import type { RegionReader } from '../../engine/ports/region-reader.ts';
import { type Preview, type PreviewPorts, preview } from '../../engine/sweep/preview.ts';
import { isOpenToWorld } from '../../report/plan/blocks.ts';
import type { PlanHead, PlanReport, PlanRow, PlanSummary } from '../../report/plan/plan-report.ts';
import { type RowStatus, statuses } from '../../report/plan/status.ts';
import { digest } from '../../runtime/load-policy.ts';
import { clock } from '../../runtime/time.ts';
import type { Cli } from '../cli.ts';
import { type Deployed, findDeployment, ledgerOf } from '../session/deployment.ts';
import { noLedger } from '../session/no-ledger.ts';
import type { PolicyChosen } from '../session/policy-chosen.ts';
import { readPolicy } from '../session/read-policy.ts';
import type { Session } from '../session/session.ts';
import { findNamed, narrowedTo } from './narrowed.ts';
import { rowsOf } from './rows.ts';

/** What a plan of one account and Region is made from, known after a few calls. */
export interface Ground {
  readonly session: Session;
  readonly deployed: Deployed;
  readonly read: PolicyChosen;
  readonly head: PlanHead;
  readonly startedAt: number;
}

/** Finds the policy of a session, and its deployment where that is not known yet. */
export const groundOf = async (cli: Cli, session: Session, known?: Deployed): Promise<Ground> => {
  const startedAt = performance.now();
  const deployed = known ?? (await findDeployment(cli, session));
  const deployment = 'deployment' in deployed ? deployed.deployment : undefined;
  const whole = session.hub?.policy ?? (await readPolicy(cli, deployment, session.options));
  const read = { ...whole, policy: policyAt(whole.policy, session, session) };
  const { policy, uri, why } = read;
  const head: PlanHead = {
    version: 1,
    mountguard: cli.version,
    account: session.account,
    region: session.region,
    caller: session.caller.arn,
    at: new Date(clock.now()).toISOString(),
    policy: { uri, version: policy.version, mode: policy.mode, rules: policy.rules.length, why },
    stack: 'none' in deployed ? { none: deployed.none } : { name: deployed.deployment.stack },
  };
  return { session, deployed, read, head, startedAt };
};

/** A journal on standard error: what a person should know although the work goes on. */
export const journalOf = ({ tell }: Cli): Journal => ({
  decided: () => {},
  swept: () => {},
  ordered: () => {},
  warn: (message, { error, ...keys }) => {
    const about = Object.values(keys).map(String).join(' ');
    tell(`warning: ${[message, about, error instanceof Error ? error.message : ''].filter(Boolean).join(': ')}`);
  },
});

/** What a preview of a session stands on. */
export const portsOf = (
  cli: Cli,
  { session, deployed }: Pick<Ground, 'session' | 'deployed'>,
): PreviewPorts & { reader: Reader; bulk: RegionReader } => {
  const { clients } = session;
  const flowLogs: FlowLogReader = {
    flows: async (question) => {
      const { flowLogReader } = await import('../../aws/read/flow-logs.ts');
      return flowLogReader({ ...clients, clock }).flows(question);
    },
  };
  return {
    reader: awsReader(clients),
    bulk: awsRegionReader(clients),
    clock,
    journal: journalOf(cli),
    flowLogs,
    digest,
    ledger: 'deployment' in deployed ? ledgerOf(deployed.deployment, session) : noLedger,
  };
};

/** Counts rows. */
export const summaryOf = (rows: readonly PlanRow[]): PlanSummary => {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<RowStatus, number>;
  for (const { status } of rows) counts[status] += 1;
  return {
    mountTargets: rows.length,
    fileSystems: new Set(rows.map(({ fileSystem }) => fileSystem.id)).size,
    openToWorld: rows.filter(isOpenToWorld).length,
    ...counts,
  };
};

/** What a preview says, as a report of every row. */
const reportOf = (
  { head, session, startedAt }: Pick<Ground, 'head' | 'startedAt'> & { readonly session: Pick<Session, 'calls'> },
  { surveyed, plan, sweptAt, warnings }: Preview,
  rows: readonly PlanRow[],
  isWhole: boolean,
): PlanReport => {
  return {
    ...head,
    fingerprint: isWhole ? plan.fingerprint : null,
    complete: !surveyed.some(({ basis, finding }) => !basis && finding.status !== 'gone'),
    budget: { changes: plan.changes.length, allowed: plan.allowed },
    stopped: plan.refusals.filter(({ code }) => code !== 'over-budget'),
    lastSweep: sweptAt === undefined ? null : new Date(sweptAt).toISOString(),
    calls: Object.fromEntries(session.calls),
    seconds: Math.round(performance.now() - startedAt) / 1000,
    summary: summaryOf(rows),
    warnings,
    results: rows,
  };
};

/** A plan with what it stands on. */
export interface Planned {
  readonly report: PlanReport;
  readonly preview: Preview;
}

/** Makes the plan of an account and Region; of some file systems or mount targets, where any are named. Writes nothing. */
export const makePlan = async (cli: Cli, ground: Ground, words: readonly string[]): Promise<Planned> => {
  const { session, read } = ground;
  const ports = portsOf(cli, ground);
  const named = words.length > 0 ? await findNamed(ports.reader, words, session.region) : undefined;
  const bulk = named ? narrowedTo(ports.bulk, ports.reader, named.fileSystems, session.region) : ports.bulk;
  const seen = await preview({ ...ports, bulk }, read.policy);
  const only = named?.mountTargets ?? [];
  const rows = rowsOf(seen.surveyed, read, 'deployment' in ground.deployed).filter(
    ({ mountTarget: { id } }) => only.length === 0 || only.some((it) => it === id),
  );
  return { preview: seen, report: reportOf(ground, seen, rows, named === undefined) };
};
