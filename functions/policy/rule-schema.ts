import * as z from 'zod/mini';
import { securityGroupId } from '../core/model/ids.ts';
import type { Selector, SelectorKinds } from '../core/model/policy.ts';
import { choice, exactlyOne, fields, oneRequired, parsed, REFERENCE, references, words } from './field-schemas.ts';
import { fixedTags, templatedTags } from './tag-schemas.ts';
import { TEMPLATE, toTemplate } from './template.ts';

/** Whether drift is reported or put right. */
export const modeSchema = choice('audit', 'enforce').register(z.globalRegistry, {
  description: 'audit reports drift; enforce puts it right.',
});

/** Which file systems a rule governs. */
const conditionSchema = fields(
  {
    tags: z.prefault(fixedTags('write tag keys with the values they must have'), {}).register(z.globalRegistry, {
      description: 'Every one of these tags of the file system must match.',
    }),
    unless: z.prefault(fixedTags('write tag keys with the values that exclude'), {}).register(z.globalRegistry, {
      description: 'A file system of which any of these tags matches is not governed by the rule.',
    }),
  },
  'write tags, unless, or both',
).register(z.globalRegistry, {
  title: 'Condition',
  description: 'Which file systems the rule governs; without it, all.',
});

const NAME = `write the name of a security group, in which ${REFERENCE}`;

const groupName = z
  .pipe(
    words(NAME).check(
      z.refine((name) => name !== '*', { error: 'write a name: only tags take "*"' }),
      references,
    ),
    z.transform(toTemplate),
  )
  .register(z.globalRegistry, {
    description: `The name of the security group; ${REFERENCE}.`,
    pattern: TEMPLATE.source,
    not: { enum: ['', '*'] },
  });

const GROUP_TAGS = 'write at least one tag key with its value';

const groupTags = templatedTags(GROUP_TAGS)
  .check(z.refine((tags) => tags.size > 0, { error: GROUP_TAGS }))
  .register(z.globalRegistry, {
    description: 'Every security group of which all these tags match.',
    minProperties: 1,
  });

const kinds = {
  id: z.optional(
    parsed(securityGroupId, 'write an id such as sg-0123456789abcdef0').register(z.globalRegistry, {
      description: 'The id or ARN of one security group.',
      pattern: '^(arn:\\S+[/:])?sg-[0-9a-f]{8,40}$',
    }),
  ),
  name: z.optional(groupName),
  tags: z.optional(groupTags),
} satisfies { readonly [By in keyof SelectorKinds]: z.ZodMiniType<SelectorKinds[By] | undefined> };

const names = Object.keys(kinds) as (keyof SelectorKinds)[];

const selector = z
  .pipe(
    fields(
      {
        ...kinds,
        optional: z._default(z.boolean({ error: 'write true or false' }), false).register(z.globalRegistry, {
          description: 'true: the selector may match no group. false: that is refused.',
        }),
      },
      `give exactly one of ${names.join(', ')}`,
    ).check(exactlyOne(...names)),
    // Of the kinds just one is given.
    z.transform((given) => ({ ...given, by: names.find((by) => given[by] !== undefined) }) as Selector),
  )
  .register(z.globalRegistry, {
    title: 'Selector',
    description: "One way to name security groups of the mount target's VPC.",
    oneOf: oneRequired(...names),
  });

/** One rule; its mode is the policy's unless it has its own. */
export const ruleSchema = fields(
  {
    name: words('give the rule a name').register(z.globalRegistry, {
      description: 'Names the rule in every report; no two rules share one.',
    }),
    when: z.prefault(conditionSchema, {}),
    securityGroups: z
      .array(selector, { error: 'list at least one selector' })
      .check(z.minLength(1, { error: 'list at least one selector' }))
      .register(z.globalRegistry, { description: 'The union of what these select is the desired set.' }),
    match: z._default(choice('exactly', 'at-least', 'at-most'), 'exactly').register(z.globalRegistry, {
      description:
        'exactly: the desired groups and no others. at-least: all of them, others may stay. at-most: none but these.',
    }),
    mode: z.optional(modeSchema),
  },
  'write a mapping with name and securityGroups',
).register(z.globalRegistry, { title: 'Rule' });
