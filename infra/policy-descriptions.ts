import type * as z from 'zod/mini';
import { DURATION } from '../functions/policy/duration.ts';
import { REFERENCE } from '../functions/policy/field-schemas.ts';
import { FIXED_TEXT, TEMPLATE } from '../functions/policy/template.ts';

type Json = z.core.JSONSchema.JSONSchema;

const exactlyOne = (...names: readonly string[]): Json => ({ oneOf: names.map((name) => ({ required: [name] })) });

const patterns = (...shapes: readonly RegExp[]): Json => ({ allOf: shapes.map(({ source }) => ({ pattern: source })) });

const idOrArn = (prefix: string): Json => ({ pattern: String.raw`^(arn:\S+[/:])?${prefix}-[0-9a-f]{8,40}$` });

const VALUES = 'A value, a list of values of which one must match, or "*" for any value';

/** A mapping of tag keys to conditions: of its keys, its values, a value that stands alone, and one in a list. */
const tags = (at: string, says: Json, value: string, alone: Json, listed: Json): Readonly<Record<string, Json>> => ({
  [at]: says,
  [`${at}{key}`]: { minLength: 1, maxLength: 128, pattern: FIXED_TEXT.source },
  [`${at}{}`]: { description: value },
  [`${at}{}|0`]: alone,
  [`${at}{}|1[]`]: listed,
});

const fixedTags = (at: string, description: string) => {
  const [alone, listed] = [/^(?:\*|[^*]*)$/, /^[^*]*$/].map((stars) => ({
    maxLength: 256,
    ...patterns(FIXED_TEXT, stars),
  }));
  return tags(at, { description }, `${VALUES}.`, alone ?? {}, listed ?? {});
};

const mode: Json = { description: 'audit reports drift; enforce puts it right.' };

/**
 * What `policy.schema.json` says beyond the shapes of the schemas in `functions/policy`, by where it stands: `[]` is an
 * item of a list, `{}` a value of a mapping and `{key}` its key, `|0` the first of several alternatives.
 */
export const policyDescriptions: Readonly<Record<string, Json>> = {
  '': {
    title: 'mountguard policy',
    description: 'Which security groups the mount targets of which file systems have.',
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
  safety: {
    title: 'Safety',
    description: 'What no change may do to clients. refuse: no such change is made. warn: it is made and reported.',
  },
  'safety.nfsOpenToWorld': { description: 'A change that opens NFS to the world.' },
  'safety.nfsCutOff': { description: 'A change that cuts clients off from NFS.' },
  'safety.shortestPrefix': {
    description:
      'A block with a shorter prefix is the world: with 8, 10.0.0.0/8 may reach NFS and 10.0.0.0/7 may not. Up to 32, ipv6 lets pass unique local addresses (fc00::/7) in blocks of any size; above, it holds for them too.',
  },
  'safety.clients': { description: 'Which clients a change may not hurt, and how that is known.' },
  'safety.clients.undoWithin': {
    description:
      'Protects clients that a compliant set let in so long before drift was first seen. A number of seconds, minutes, hours or days. Without it, 24h.',
    pattern: DURATION.source,
  },
  ...fixedTags('safety.clients.ignore', 'Interfaces with any of these tags are not counted as clients.'),
  'safety.clients.flowLogs': { description: 'VPC flow logs that tell who really uses NFS.' },
  'safety.clients.flowLogs.logGroup': { description: 'The CloudWatch log group of the flow logs.' },
  'safety.clients.flowLogs.window': {
    description: 'How far back they are asked. A number of seconds, minutes, hours or days. Without it, 7d.',
    pattern: DURATION.source,
  },
  rules: { description: 'In order: the first rule that matches a file system governs it.' },
  'rules[]': { title: 'Rule' },
  'rules[].name': { description: 'Names the rule in every report; no two rules share one.' },
  'rules[].when': {
    title: 'Condition',
    description: 'Which file systems the rule governs; without it, all.',
  },
  ...fixedTags('rules[].when.tags', 'Every one of these tags of the file system must match.'),
  ...fixedTags('rules[].when.unless', 'A file system of which any of these tags matches is not governed by the rule.'),
  'rules[].securityGroups': { description: 'The union of what these select is the desired set.' },
  'rules[].securityGroups[]': {
    title: 'Selector',
    description: "One way to name security groups of the mount target's VPC.",
    ...exactlyOne('id', 'name', 'tags'),
  },
  'rules[].securityGroups[].id': { description: 'The id or ARN of one security group.', ...idOrArn('sg') },
  'rules[].securityGroups[].name': {
    description: `The name of the security group; ${REFERENCE}.`,
    pattern: TEMPLATE.source,
    not: { enum: ['', '*'] },
  },
  ...tags(
    'rules[].securityGroups[].tags',
    { description: 'Every security group of which all these tags match.', minProperties: 1 },
    `${VALUES}; ${REFERENCE}.`,
    { pattern: TEMPLATE.source },
    patterns(TEMPLATE, /^(?!\*$)/),
  ),
  'rules[].securityGroups[].optional': {
    description: 'true: the selector may match no group. false: that is refused.',
  },
  'rules[].match': {
    description:
      'exactly: the desired groups and no others. at-least: all of them, others may stay. at-most: none but these.',
  },
  'rules[].mode': mode,
  'exemptions[]': {
    title: 'Exemption',
    description: 'Leaves one file system or one mount target alone until a date.',
    ...exactlyOne('fileSystem', 'mountTarget'),
  },
  'exemptions[].fileSystem': {
    description: 'The id or ARN of the file system whose mount targets are left alone.',
    ...idOrArn('fs'),
  },
  'exemptions[].mountTarget': {
    description: 'The id or ARN of the mount target that is left alone.',
    ...idOrArn('fsmt'),
  },
  'exemptions[].until': { description: 'The last day of the exemption, to its end in UTC.', format: 'date' },
  'exemptions[].reason': { description: 'Why, for whoever reads the report.' },
};
