import * as z from 'zod/mini';
import { fileSystem, mountTarget } from './id-kind.ts';
import { lookRequest } from './look-request.ts';
import type { Intake } from './result.ts';
import { expected, id, readStrictly } from './strict.ts';

const message = z.strictObject({
  version: z.literal(1, { error: expected('1: deploy sweep and remediate from the same release') }),
  cause: z.literal('sweep', { error: expected('"sweep"') }),
  mountTargetId: id(mountTarget),
  fileSystemId: id(fileSystem),
});

/** Reads what the sweep queues for one mount target. */
export const workMessage = (event: unknown): Intake => {
  const read = readStrictly('work message', message, event);
  return 'data' in read ? lookRequest(read.data.cause, [read.data.mountTargetId]) : read;
};
