import * as z from 'zod/mini';
import { type FileSystemId, fileSystemId, type MountTargetId, mountTargetId } from '../core/model/ids.ts';
import { parseLastDay } from '../core/model/last-day.ts';
import type { Exemption } from '../core/model/policy.ts';
import { exactlyOne, fields, parsed, words } from './field-schemas.ts';

/** The fields that say what an exemption covers, with the parser of each. */
export const COVERED = { fileSystem: fileSystemId, mountTarget: mountTargetId };
const KINDS = Object.keys(COVERED);

/** One dated exemption. */
export const exemptionSchema = z.pipe(
  fields(
    {
      fileSystem: z.optional(parsed(fileSystemId, 'write an id such as fs-0123456789abcdef0')),
      mountTarget: z.optional(parsed(mountTargetId, 'write an id such as fsmt-0123456789abcdef0')),
      until: parsed(parseLastDay, 'write a day that exists as YYYY-MM-DD'),
      reason: words('say why'),
    },
    'write a mapping with fileSystem or mountTarget, until and reason',
  ).check(exactlyOne(...KINDS)),
  z.transform(({ fileSystem, mountTarget, until, reason }): Exemption => {
    const covers = (fileSystem ?? mountTarget) as FileSystemId | MountTargetId; // exactlyOne has seen to it
    return { covers, ...until, reason };
  }),
);
