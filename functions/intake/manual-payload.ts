import * as z from 'zod/mini';
import { orderNames } from './commands.ts';
import { list } from './read.ts';
import { type Intake, malformed } from './result.ts';
import { dryRun, ids, readStrictly } from './strict.ts';
import { fileSystem, lookRequest, mountTarget } from './targets.ts';

/** Ids in one manual payload, both lists together. */
const mostIds = 1000;

const payload = z.strictObject({
  fileSystemIds: z._default(ids(fileSystem, 'file system'), []),
  mountTargetIds: z._default(ids(mountTarget, 'mount target'), []),
  dryRun,
});

/** Reads what a person sends to look at some file systems and mount targets. */
export const manualPayload = (event: unknown): Intake => {
  // Counted before reading, so that a list of any length costs one message.
  const count = list(event, 'fileSystemIds').length + list(event, 'mountTargetIds').length;
  if (count > mostIds)
    return malformed(
      `manual payload: fileSystemIds and mountTargetIds hold ${count} ids; expected at most ${mostIds}. Send the rest in further payloads.`,
    );
  return readStrictly(
    'manual payload',
    payload,
    event,
    ({ fileSystemIds, mountTargetIds, dryRun }) =>
      count > 0
        ? lookRequest('manual', [...fileSystemIds, ...mountTargetIds], { dryRun })
        : malformed(
            'manual payload: fileSystemIds and mountTargetIds are empty or absent; expected at least one id, as in {"mountTargetIds": ["fsmt-0123456789abcdef0"], "dryRun": true}.',
          ),
    orderNames,
  );
};
