import { awsRegionReader } from '../../aws/read/region-reader.ts';
import { type FileSystemId, fileSystemId } from '../../core/model/ids.ts';
import type { StandingRefusal } from '../../report/history/history-report.ts';
import type { PlanRow } from '../../report/plan/plan-report.ts';
import { brief } from '../../report/say.ts';
import type { Cli } from '../cli.ts';
import { isWanted } from '../plan/filter.ts';
import { groundOf, makePlan } from '../plan/make-plan.ts';
import { ledgerOf } from '../session/deployment.ts';
import { isExpected } from '../session/or-unread.ts';
import type { Deployment, Session } from '../session/session.ts';

/** File systems that are looked at one by one; for more of them the Region is read in bulk. */
const mostSingle = 10;

/** The file systems with a mount target that, at the last sweep, was not as its rule says. */
const standingSystems = async (
  session: Session,
  deployment: Deployment,
  owner: FileSystemId | undefined,
): Promise<readonly FileSystemId[]> => {
  const known = await ledgerOf(deployment, session).knownGood(owner ?? 'all');
  const all: FileSystemId[] = owner ? [owner] : [];
  if (!owner)
    for await (const page of awsRegionReader(session.clients).fileSystems()) all.push(...page.map(({ id }) => id));
  return all.filter((id) => [...known.of(id).values()].some(({ driftSince }) => driftSince !== undefined));
};

const refusalOf = ({ fileSystem, mountTarget, reasons, rule, since }: PlanRow): readonly StandingRefusal[] => {
  if (since === null || fileSystem.id === null || mountTarget.id === null) return [];
  return [
    {
      since,
      fileSystem: { id: fileSystem.id, name: fileSystem.name },
      mountTarget: { id: mountTarget.id, zone: mountTarget.zone },
      rule: rule?.name ?? null,
      reasons: [...new Set(reasons.map(({ code }) => code))],
      says: reasons.map(brief).join('; '),
    },
  ];
};

/**
 * What is refused now and was not as its rule says before a time (epoch milliseconds), the longest first: of everything, or of
 * one mount target or file system. The record has since when, and a look at what stands has why; where nothing stands, nothing
 * more is read.
 */
export const standingRefusals = async (
  cli: Cli,
  session: Session,
  deployment: Deployment,
  about: { readonly id: string; readonly owner: FileSystemId } | undefined,
  before: number,
): Promise<readonly StandingRefusal[]> => {
  try {
    const systems = await standingSystems(session, deployment, about?.owner);
    if (systems.length === 0) return [];
    const ground = await groundOf(cli, session, { deployment });
    const { report } = await makePlan(cli, ground, systems.length > mostSingle ? [] : systems);
    return report.results
      .filter((row) => row.status === 'refused' && isWanted(cli.globals)(row))
      .filter(
        ({ mountTarget }) => about === undefined || fileSystemId(about.id) !== undefined || mountTarget.id === about.id,
      )
      .flatMap(refusalOf)
      .filter(({ since }) => Date.parse(since) < before)
      .toSorted((a, b) => (a.since < b.since ? -1 : 1));
  } catch (error) {
    if (!isExpected(error)) throw error;
    cli.tell(`warning: what is refused at the moment is not shown: ${error.message}`);
    return [];
  }
};
