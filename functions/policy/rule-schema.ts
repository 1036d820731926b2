import * as z from 'zod/mini';
import { securityGroupId } from '../core/model/ids.ts';
import type { Selector, SelectorKinds } from '../core/model/policy.ts';
import { choice, exactlyOne, fields, parsed, REFERENCE, references, words } from './field-schemas.ts';
import { fixedTags, templatedTags } from './tag-schemas.ts';
import { toTemplate } from './template.ts';

/** Whether drift is reported or put right. */
export const modeSchema = choice('audit', 'enforce');

/** Which file systems a rule governs. */
const conditionSchema = fields(
  {
    tags: z.prefault(fixedTags('write tag keys with the values they must have'), {}),
    unless: z.prefault(fixedTags('write tag keys with the values that exclude'), {}),
  },
  'write tags, unless, or both',
);

const NAME = `write the name of a security group, in which ${REFERENCE}`;

const groupName = z.pipe(
  words(NAME).check(
    z.refine((name) => name !== '*', { error: 'write a name: only tags take "*"' }),
    references,
  ),
  z.transform(toTemplate),
);

const GROUP_TAGS = 'write at least one tag key with its value';

const groupTags = templatedTags(GROUP_TAGS).check(z.refine((tags) => tags.size > 0, { error: GROUP_TAGS }));

const kinds = {
  id: z.optional(parsed(securityGroupId, 'write an id such as sg-0123456789abcdef0')),
  name: z.optional(groupName),
  tags: z.optional(groupTags),
} satisfies { readonly [By in keyof SelectorKinds]: z.ZodMiniType<SelectorKinds[By] | undefined> };

const names = Object.keys(kinds) as (keyof SelectorKinds)[];

const selector = z.pipe(
  fields(
    { ...kinds, optional: z._default(z.boolean({ error: 'write true or false' }), false) },
    `give exactly one of ${names.join(', ')}`,
  ).check(exactlyOne(...names)),
  // Of the kinds just one is given.
  z.transform((given) => ({ ...given, by: names.find((by) => given[by] !== undefined) }) as Selector),
);

/** One rule; its mode is the policy's unless it has its own. */
export const ruleSchema = fields(
  {
    name: words('give the rule a name'),
    when: z.prefault(conditionSchema, {}),
    securityGroups: z
      .array(selector, { error: 'list at least one selector' })
      .check(z.minLength(1, { error: 'list at least one selector' })),
    match: z._default(choice('exactly', 'at-least', 'at-most'), 'exactly'),
    mode: z.optional(modeSchema),
  },
  'write a mapping with name and securityGroups',
);
