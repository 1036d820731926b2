import * as z from 'zod/mini';
import { type FileSystemId, fileSystemId, type MountTargetId, mountTargetId } from '../core/model/ids.ts';
import { parseLastDay } from '../core/model/last-day.ts';
import type { Exemption } from '../core/model/policy.ts';
import { exactlyOne, fields, oneRequired, parsed, words } from './field-schemas.ts';

/** The fields that say what an exemption covers, with the parser of each. */
export const COVERED = { fileSystem: fileSystemId, mountTarget: mountTargetId };
const KINDS = Object.keys(COVERED);

/** One dated exemption. */
export const exemptionSchema = z
  .pipe(
    fields(
      {
        fileSystem: z.optional(
          parsed(fileSystemId, 'write an id such as fs-0123456789abcdef0').register(z.globalRegistry, {
            description: 'The id or ARN of the file system whose mount targets are left alone.',
            pattern: '^(arn:\\S+[/:])?fs-[0-9a-f]{8,40}$',
          }),
        ),
        mountTarget: z.optional(
          parsed(mountTargetId, 'write an id such as fsmt-0123456789abcdef0').register(z.globalRegistry, {
            description: 'The id or ARN of the mount target that is left alone.',
            pattern: '^(arn:\\S+[/:])?fsmt-[0-9a-f]{8,40}$',
          }),
        ),
        until: parsed(parseLastDay, 'write a day that exists as YYYY-MM-DD').register(z.globalRegistry, {
          description: 'The last day of the exemption, to its end in UTC.',
          format: 'date',
        }),
        reason: words('say why').register(z.globalRegistry, { description: 'Why, for whoever reads the report.' }),
      },
      'write a mapping with fileSystem or mountTarget, until and reason',
    ).check(exactlyOne(...KINDS)),
    z.transform(({ fileSystem, mountTarget, until, reason }): Exemption => {
      const covers = (fileSystem ?? mountTarget) as FileSystemId | MountTargetId; // exactlyOne has seen to it
      return { covers, ...until, reason };
    }),
  )
  .register(z.globalRegistry, {
    title: 'Exemption',
    description: 'Leaves one file system or one mount target alone until a date.',
    oneOf: oneRequired(...KINDS),
  });
