import type { SecurityGroupId } from '../core/model/ids.ts';
import type { Actor } from '../core/model/request.ts';
import type { Found } from './find-id.ts';
import type { Intake } from './result.ts';
import { mergeTargets, type Targets } from './targets.ts';

interface Context {
  readonly actor?: Actor | undefined;
  readonly changedAt?: number | undefined;
  readonly attached?: readonly SecurityGroupId[] | undefined;
  readonly changedTagKeys?: readonly string[] | undefined;
  readonly dryRun?: boolean;
}

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
