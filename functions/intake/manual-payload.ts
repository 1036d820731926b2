import * as z from 'zod/mini';
import { fileSystem, mountTarget } from './ids-in-events.ts';
import { lookRequest } from './look-request.ts';
import { list } from './read.ts';
import type { Intake } from './result.ts';
import { expected, id, readStrictly } from './strict.ts';

/** Ids in one manual payload, both lists together. */
const mostIds = 1000;

const payload = z.strictObject({
  fileSystemIds: z.optional(z.array(id(fileSystem), { error: expected('a list of file system ids') })),
  mountTargetIds: z.optional(z.array(id(mountTarget), { error: expected('a list of mount target ids') })),
  dryRun: z.optional(z.boolean({ error: expected('true or false') })),
});

/** Reads what a person sends to look at some file systems and mount targets. */
export const manualPayload = (event: unknown): Intake => {
  // Counted before reading, so that a list of any length costs one message.
  const count = list(event, 'fileSystemIds').length + list(event, 'mountTargetIds').length;
  if (count > mostIds) {
    const message = `manual payload: fileSystemIds and mountTargetIds hold ${count} ids; expected at most ${mostIds}. Send the rest in further payloads.`;
    return { kind: 'malformed', message };
  }
  const read = readStrictly('manual payload', payload, event);
  if (!('data' in read)) return read;
  const { fileSystemIds = [], mountTargetIds = [], dryRun = false } = read.data;
  if (count > 0) return lookRequest('manual', [...fileSystemIds, ...mountTargetIds], { dryRun });
  const message =
    'manual payload: fileSystemIds and mountTargetIds are empty or absent; expected at least one id, as in {"mountTargetIds": ["fsmt-0123456789abcdef0"], "dryRun": true}.';
  return { kind: 'malformed', message };
};
