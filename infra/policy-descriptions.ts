import type * as z from 'zod/mini';
import { ACCOUNT, REGION } from '../functions/core/model/place.ts';
import { DURATION } from '../functions/policy/duration.ts';
import { REFERENCE } from '../functions/policy/field-schemas.ts';
import { OWNERS, UNIT, ZONE } from '../functions/policy/rule-schema.ts';
import { EFS_KEY, EFS_VALUE } from '../functions/policy/tag-schemas.ts';
import { FIXED_TEXT, PLAIN_TEMPLATE, TEMPLATE } from '../functions/policy/template.ts';

type Json = z.core.JSONSchema.JSONSchema;

const exactlyOne = (...names: readonly string[]): Json => ({ oneOf: names.map((name) => ({ required: [name] })) });

const patterns = (...shapes: readonly RegExp[]): Json => ({ allOf: shapes.map(({ source }) => ({ pattern: source })) });

const id = (prefix: string): Json => ({ pattern: `^${prefix}-[0-9a-f]{8,40}$` });

const VALUES = 'A value, a list of values where one must match, or "*" for any value';

const WILDCARDS = '* is any run of characters and ? one character or none';

/** A mapping of tag keys to conditions: of its keys, its values, a value that stands alone, and one in a list. */
const tags = (
  at: string,
  says: Json,
  value: string,
  { key, alone, listed = alone }: { readonly key: RegExp; readonly alone: Json; readonly listed?: Json },
): Readonly<Record<string, Json>> => ({
  [at]: says,
  [`${at}{key}`]: { minLength: 1, maxLength: 128, pattern: key.source },
  [`${at}{}`]: { description: value },
  [`${at}{}|0`]: alone,
  [`${at}{}|1[]`]: listed,
});

const efsTags = (at: string, description: string) =>
  tags(at, { description }, `${VALUES}; ${WILDCARDS}.`, {
    key: EFS_KEY,
    alone: { maxLength: 256, pattern: EFS_VALUE.source },
  });

const safety = (at: string, description: string): Readonly<Record<string, Json>> => ({
  [at]: { title: 'Safety', description },
  [`${at}.nfsOpenToWorld`]: { description: 'A change that opens NFS to the world.' },
  [`${at}.nfsCutOff`]: { description: 'A change that cuts clients off from NFS.' },
  [`${at}.shortestPrefix`]: {
    description:
      'A block with a shorter prefix is the world: with 8, 10.0.0.0/8 may reach NFS and 10.0.0.0/7 may not. Up to 32, the IPv6 limit applies to public blocks only; above 32 it applies to private ones (fc00::/7) too.',
  },
  [`${at}.clients`]: { description: 'Which clients a change may not hurt, and how that is known.' },
  [`${at}.clients.undoWithin`]: {
    description:
      'Protects clients that a compliant set let in so long before drift was first seen: 2h or more. A number of seconds, minutes, hours or days. Without it, 24h.',
    pattern: DURATION.source,
  },
  ...tags(
    `${at}.clients.ignore`,
    { description: 'Interfaces with any of these tags are not counted as clients.' },
    `${VALUES}.`,
    {
      key: FIXED_TEXT,
      alone: { maxLength: 256, ...patterns(FIXED_TEXT, /^(?:\*|[^*]*)$/) },
      listed: { maxLength: 256, ...patterns(FIXED_TEXT, /^[^*]*$/) },
    },
  ),
  [`${at}.clients.flowLogs`]: { description: 'VPC flow logs that tell who really uses NFS.' },
  [`${at}.clients.flowLogs.logGroup`]: { description: 'The CloudWatch log group of the flow logs.' },
  [`${at}.clients.flowLogs.window`]: {
    description: 'How far back they are asked. A number of seconds, minutes, hours or days. Without it, 7d.',
    pattern: DURATION.source,
  },
});

/** A way to name security groups, and whose they are. */
const selector = (at: string, description: string): Readonly<Record<string, Json>> => ({
  [at]: { title: 'Selector', description, ...exactlyOne('id', 'name', 'tags') },
  [`${at}.id`]: { description: 'The id of one security group.', ...id('sg') },
  [`${at}.name`]: {
    description: `The name of the security group; ${WILDCARDS}, and ${REFERENCE}. A backslash makes *, ? and itself literal.`,
    pattern: TEMPLATE.source,
    not: { pattern: '^(?:sg-.*|\\s*)$' },
  },
  ...tags(
    `${at}.tags`,
    { description: 'Every security group whose tags include all of these.', minProperties: 1 },
    `${VALUES}; ${WILDCARDS}, and ${REFERENCE}. A backslash makes *, ? and itself literal.`,
    { key: PLAIN_TEMPLATE, alone: { pattern: TEMPLATE.source } },
  ),
  [`${at}.tags{key}`]: { minLength: 1, pattern: PLAIN_TEMPLATE.source, description: `In a key, too, ${REFERENCE}.` },
  [`${at}.owner`]: {
    description:
      'Whose groups: self, shared (of other accounts), or one account. Without it, groups of several owners are refused.',
    pattern: OWNERS.source,
  },
});

const mode: Json = { description: 'audit reports drift; enforce puts it right.' };

/**
 * What `policy.schema.json` says beyond the shapes of the schemas in `functions/policy`, by where it stands: `[]` is an
 * item of a list, `{}` a value of a mapping and `{key}` its key, `|0` the first of several alternatives.
 */
export const policyDescriptions: Readonly<Record<string, Json>> = {
  '': {
    title: 'mountguard policy',
    description: 'The security groups that the mount targets of each file system must have.',
    examples: [
      {
        version: 1,
        mode: 'audit',
        rules: [
          {
            name: 'production',
            when: { tags: { environment: 'prod-*' } },
            securityGroups: [{ tags: { 'nfs-clients': `\${environment}` }, owner: 'self' }],
            never: [{ name: 'default' }],
          },
        ],
      },
    ],
  },
  version: { description: 'The version of this format.' },
  mode,
  paused: { description: 'true: nothing at all is written, whatever the modes say.' },
  unmatched: { description: 'Whether file systems that no rule governs are reported.' },
  limits: { title: 'Limits', description: 'How much may change at once.' },
  'limits.securityGroupsPerMountTarget': {
    description: 'Security groups on one mount target: AWS allows 5, and up to 16 by quota L-2AFB9258.',
  },
  'limits.changesPerSweep': {
    description:
      'A sweep that would change more mount targets than count, or more than percent of the governed ones (rounded up), changes none.',
  },
  'limits.changesPerMountTarget': { description: 'At most count changes to one mount target within that time.' },
  'limits.changesPerMountTarget.within': {
    description: 'A number of seconds, minutes, hours or days: 30s, 15m, 1h, 2d. Without it, 1h.',
    pattern: DURATION.source,
  },
  'limits.changesPerHour': {
    description: 'At most so many changes in one clock hour, all mount targets together.',
  },
  ...safety(
    'safety',
    'What no change may do to clients. refuse, the default: no such change is made. warn: it is made and reported.',
  ),
  never: { description: 'Groups that no rule may leave attached, whatever it says itself.' },
  ...selector('never[]', 'Names security groups that may not be attached.'),
  rules: { description: 'In order: the first rule that matches a file system governs it.' },
  'rules[]': { title: 'Rule' },
  'rules[].name': { description: 'Names the rule in every report; no two rules share one.' },
  'rules[].when': {
    title: 'Condition',
    description: 'Which file systems the rule governs; without it, all.',
  },
  ...efsTags('rules[].when.tags', 'Every one of these tags of the file system must match.'),
  ...efsTags('rules[].when.unless', 'A file system with any of these tags is not governed by the rule.'),
  'rules[].when.vpcs': { description: 'Only mount targets in one of these VPCs.' },
  'rules[].when.vpcs[]': id('vpc'),
  'rules[].when.fileSystems': { description: 'Only mount targets of one of these file systems.' },
  'rules[].when.fileSystems[]': id('fs'),
  'rules[].when.availabilityZones': { description: 'Only mount targets in one of these zones, such as eu-west-1a.' },
  'rules[].when.availabilityZones[]': { pattern: ZONE.source },
  'rules[].when.accounts': { description: 'Only mount targets of these accounts, twelve digits each.' },
  'rules[].when.accounts[]': { pattern: ACCOUNT.source },
  'rules[].when.units': {
    description:
      'Only mount targets of accounts in one of these organizational units, or below it. Refused where there is no organisation.',
  },
  'rules[].when.units[]': { pattern: UNIT.source },
  'rules[].when.regions': { description: 'Only mount targets in one of these Regions, such as eu-west-1.' },
  'rules[].when.regions[]': { pattern: REGION.source },
  'rules[].securityGroups': { description: 'The union of what these select is the desired set.' },
  ...selector('rules[].securityGroups[]', "One way to name security groups of the mount target's VPC."),
  'rules[].securityGroups[].optional': {
    description: 'true: the selector may match no group. false: that is refused.',
  },
  'rules[].never': { description: 'Groups that may not be attached, whatever match says: they are drift.' },
  ...selector('rules[].never[]', 'Names security groups that may not be attached.'),
  ...safety('rules[].safety', "What the rule says otherwise than the policy's safety."),
  'rules[].match': {
    description:
      'exactly: the desired groups and no others. at-least: all of them, others may stay. at-most: none but these.',
  },
  'rules[].mode': mode,
  organization: {
    title: 'Organization',
    description:
      'What one deployment looks after that has many accounts and Regions. Without it, one account and Region.',
  },
  'organization.accounts': { description: 'Which accounts; without it, all. Suspended ones never.' },
  'organization.accounts.units': { description: 'Only accounts in one of these organizational units, or below it.' },
  'organization.accounts.units[]': { pattern: UNIT.source },
  'organization.accounts.unless': { description: 'Accounts that are left out, twelve digits each.' },
  'organization.accounts.unless[]': { pattern: ACCOUNT.source },
  'organization.regions': { description: 'Which Regions of each account.' },
  'organization.regions[]': { pattern: REGION.source },
  'organization.changesPerSweep': {
    description: 'A run that would change more mount targets than count, all places together, changes none.',
  },
  'organization.placesDrifted': {
    description:
      'A run that finds drift in more than percent of the places changes nothing: that is a fault of the policy.',
  },
  'organization.paused': { description: 'Accounts in which nothing is written.' },
  'organization.paused[]': { pattern: ACCOUNT.source },
  'exemptions[]': {
    title: 'Exemption',
    description: 'Leaves one file system, one mount target or one account alone until a date.',
    ...exactlyOne('fileSystem', 'mountTarget', 'account'),
    dependentRequired: { region: ['account'] },
  },
  'exemptions[].fileSystem': {
    description: 'The id or ARN of the file system whose mount targets are left alone.',
    ...id('fs'),
  },
  'exemptions[].mountTarget': {
    description: 'The id or ARN of the mount target that is left alone.',
    ...id('fsmt'),
  },
  'exemptions[].account': { description: 'The account that is left alone, twelve digits.', pattern: ACCOUNT.source },
  'exemptions[].region': { description: 'The one Region of the account; without it, all.', pattern: REGION.source },
  'exemptions[].until': { description: 'The last day of the exemption, to its end in UTC.', format: 'date' },
  'exemptions[].reason': { description: 'Why, for the readers of the report.' },
};
