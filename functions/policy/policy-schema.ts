import * as z from 'zod/mini';
import { fileSystemId, mountTargetId } from '../core/model/ids.ts';
import { parseLastDay } from '../core/model/last-day.ts';
import type { Exemption, Policy, Rule } from '../core/model/policy.ts';
import { choice, exactlyOne, fields, idAlone, isMapping, parsed, whole, words } from './field-schemas.ts';
import { organizationSchema } from './organization-schema.ts';
import { account, modeSchema, neverSchema, region, ruleSchema } from './rule-schema.ts';
import { duration, safetyFrom, safetySchema } from './safety-schema.ts';

const sweepLimit = fields(
  {
    count: z._default(whole(1, 1_000_000, 'changes'), 25),
    percent: z._default(whole(1, 100, 'percent'), 20),
  },
  'write count and percent',
);

/** As many changes of each mount target as the record of a file system has room for. */
const MOST_CHANGES = 10;

const mountTargetLimit = z.pipe(
  fields(
    {
      count: z._default(whole(1, MOST_CHANGES, 'changes'), 3),
      within: z.prefault(duration(), '1h'),
    },
    'write count and within',
  ),
  z.transform(({ count, within }) => ({ count, withinMs: within })),
);

/** How much may change at once. */
const limitsSchema = fields(
  {
    securityGroupsPerMountTarget: z._default(whole(1, 16, 'groups'), 5),
    changesPerSweep: z.prefault(sweepLimit, {}),
    changesPerMountTarget: z.prefault(mountTargetLimit, {}),
    changesPerHour: z._default(whole(1, 10_000, 'changes'), 500),
  },
  'write securityGroupsPerMountTarget, changesPerSweep, changesPerMountTarget or changesPerHour',
);

/** The fields that say what an exemption covers, with the parser of each. */
export const COVERED = { fileSystem: fileSystemId, mountTarget: mountTargetId };

/** One dated exemption. */
const exemptionSchema = z.pipe(
  fields(
    {
      fileSystem: z.optional(idAlone(fileSystemId, 'fs-0123456789abcdef0')),
      mountTarget: z.optional(idAlone(mountTargetId, 'fsmt-0123456789abcdef0')),
      account: z.optional(account()),
      region: z.optional(region()),
      until: parsed(parseLastDay, 'write a day that exists as YYYY-MM-DD'),
      reason: words('say why'),
    },
    'write a mapping with fileSystem, mountTarget or account, until and reason',
  ).check(
    exactlyOne(...Object.keys(COVERED), 'account'),
    z.refine<object>((value) => !Object.hasOwn(value, 'region') || Object.hasOwn(value, 'account'), {
      error: 'write region beside account only: an id is of one Region',
      when: ({ value }) => isMapping(value),
    }),
  ),
  z.transform(({ fileSystem, mountTarget, account, region, until, reason }): Exemption => {
    const covers = (fileSystem ?? mountTarget ?? account) as Exemption['covers']; // exactlyOne has seen to it
    return { covers, ...(region !== undefined && { region }), ...until, reason };
  }),
);

/** What to write where the text is no policy. */
export const A_POLICY = 'write a mapping with version and rules';

/** Turns a policy as people write it into the policy that is used, without the fingerprint. */
export const policySchema = z.pipe(
  fields(
    {
      version: z.literal(1, { error: 'write 1, without quotes' }),
      mode: z._default(modeSchema, 'audit'),
      paused: z._default(z.boolean({ error: 'write true or false' }), false),
      unmatched: z._default(choice('report', 'ignore'), 'report'),
      limits: z.prefault(limitsSchema, {}),
      safety: z.prefault(safetySchema, {}),
      never: neverSchema,
      rules: z.array(ruleSchema, { error: 'write a list of rules, or [] for none' }),
      organization: z.optional(organizationSchema),
      exemptions: z._default(z.array(exemptionSchema, { error: 'write a list of exemptions, or [] for none' }), []),
    },
    A_POLICY,
  ),
  z.transform(({ version: _, never = [], safety: written, organization, ...rest }): Omit<Policy, 'version'> => {
    const safety = safetyFrom(written);
    const rules = rest.rules.map(({ never: own = [], safety: said, ...rule }): Rule => {
      const forbidden = [...never, ...own];
      return {
        ...rule,
        mode: rule.mode ?? rest.mode,
        ...(forbidden.length > 0 && { never: forbidden }),
        ...(said && { safety: safetyFrom(said, safety) }),
      };
    });
    return { ...rest, safety, rules, ...(organization && { organization }) };
  }),
);
