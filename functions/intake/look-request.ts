import type { SecurityGroupId } from '../core/model/ids.ts';
import type { Actor } from '../core/model/request.ts';
import type { Found, Targets } from './ids-in-events.ts';
import type { Intake } from './result.ts';

interface Context {
  readonly actor?: Actor | undefined;
  readonly changedAt?: number | undefined;
  readonly attached?: readonly SecurityGroupId[] | undefined;
  readonly changedTagKeys?: readonly string[] | undefined;
  readonly dryRun?: boolean;
}

/** Joins what an event names into one set per kind, in the order of first mention. */
const mergeTargets = (all: readonly Targets[]): Required<Targets> => ({
  mountTargetIds: [...new Set(all.flatMap((targets) => targets.mountTargetIds ?? []))],
  fileSystemIds: [...new Set(all.flatMap((targets) => targets.fileSystemIds ?? []))],
  networkInterfaceIds: [...new Set(all.flatMap((targets) => targets.networkInterfaceIds ?? []))],
  securityGroupIds: [...new Set(all.flatMap((targets) => targets.securityGroupIds ?? []))],
  prefixListIds: [...new Set(all.flatMap((targets) => targets.prefixListIds ?? []))],
});

/** Asks for a look at the targets; each is named once, however often the event does. */
export const lookRequest = (
  cause: string,
  targets: readonly Targets[],
  { actor, changedAt, attached, changedTagKeys, dryRun = false }: Context = {},
): Intake => ({
  kind: 'look',
  request: {
    ...mergeTargets(targets),
    ...(changedTagKeys === undefined ? {} : { changedTagKeys }),
    cause,
    ...(actor === undefined ? {} : { actor }),
    ...(changedAt === undefined ? {} : { changedAt }),
    ...(attached === undefined ? {} : { attached }),
    dryRun,
  },
});

/** Asks for a look at what was found; passes on the reason when nothing was. */
export const lookAt = (cause: string, found: Found, context: Context = {}): Intake =>
  found.kind === 'found'
    ? lookRequest(cause, found.targets, { ...context, changedTagKeys: found.changedTagKeys })
    : found;
