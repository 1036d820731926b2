import * as z from 'zod/mini';
import { writePattern } from '../core/decide/write-pattern.ts';
import { fileSystemId, securityGroupId, vpcId } from '../core/model/ids.ts';
import { ACCOUNT, REGION } from '../core/model/place.ts';
import type { Condition, Selector, SelectorKinds } from '../core/model/policy.ts';
import {
  choice,
  EXACTLY_ONE,
  exactlyOne,
  fields,
  idAlone,
  isMapping,
  REFERENCE,
  references,
  textLike,
  words,
} from './field-schemas.ts';
import { safetySchema } from './safety-schema.ts';
import { efsTags, groupTags } from './tag-schemas.ts';
import { ANYTHING, REGULAR, toTemplate } from './template.ts';

/** Whether drift is reported or put right. */
export const modeSchema = choice('audit', 'enforce');

export const ZONE = /^[a-z]{2,4}(?:-[a-z]+)+-\d+(?:-[a-z]+-\d+)?[a-z]$/;

/** The name of an availability zone or a local zone. */
export const zone = () => textLike(ZONE, 'write the name of a zone such as eu-west-1a');

/** The id of an organizational unit, or of the root (Organizations API model). */
export const UNIT = /^(?:ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$/;

/** An account of AWS. */
export const account = () => textLike(ACCOUNT, 'write the 12 digits of an account in quotes');

/** An organizational unit, or the root. */
export const unit = () => textLike(UNIT, 'write the id of a unit such as ou-ab12-11111111');

/** A Region. */
export const region = () => textLike(REGION, 'write the name of a Region such as eu-west-1');

export const listOf = <Item extends z.core.$ZodType>(item: Item, remedy: string) =>
  z.optional(z.array(item, { error: remedy }).check(z.minLength(1, { error: remedy })));

/** Which mount targets a rule governs. */
const conditionSchema = z.pipe(
  fields(
    {
      tags: z.prefault(efsTags('write tag keys with the values they must have'), {}),
      unless: z.prefault(efsTags('write tag keys with the values that exclude'), {}),
      vpcs: listOf(idAlone(vpcId, 'vpc-0123456789abcdef0'), 'list at least one VPC'),
      fileSystems: listOf(idAlone(fileSystemId, 'fs-0123456789abcdef0'), 'list at least one file system'),
      availabilityZones: listOf(zone(), 'list at least one zone'),
      accounts: listOf(account(), 'list at least one account'),
      units: listOf(unit(), 'list at least one unit'),
      regions: listOf(region(), 'list at least one Region'),
    },
    'write tags, unless, vpcs, fileSystems, availabilityZones, accounts, units or regions',
  ),
  // Fields that are not given are absent.
  z.transform((given) => given as Condition),
);

const NAME = `write the name of a security group, in which ${REFERENCE}`;

/** What a group's name may consist of (EC2 API reference, CreateSecurityGroup), but for `*`, which is a wildcard here. */
const NAMED = /^[\w .\-:/()#,@[\]+=&;{}!$*]*$/;
const GROUP_NAME = 'write what EC2 can hold: up to 255 of a-z A-Z 0-9 ._-:/()#,@[]+=&;{}!$* and inner spaces';

/** Whether EC2 can hold the fixed parts of a name. A regular expression is no name. */
const isGroupName = (name: string): boolean => {
  const fixed = toTemplate(name).filter((part) => typeof part === 'string');
  return (
    name === name.trim() && fixed.every((it) => NAMED.test(it)) && fixed.join('').length <= 255 && !REGULAR.test(name)
  );
};

const nameOf = (isAllowed: (name: string) => boolean) =>
  z.pipe(
    words(NAME).check(
      z.refine(isAllowed, { error: 'narrow it: it would match every security group of the VPC' }),
      z.refine((name) => !name.startsWith('sg-'), { error: 'write it as an id: no name begins with sg-' }),
      references,
      z.refine(isGroupName, { error: GROUP_NAME }),
    ),
    z.transform(toTemplate),
  );

const kindsOf = (isAllowed: (name: string) => boolean) =>
  ({
    id: z.optional(idAlone(securityGroupId, 'sg-0123456789abcdef0')),
    name: z.optional(nameOf(isAllowed)),
    tags: z.optional(groupTags('write at least one tag key with its value')),
  }) satisfies { readonly [By in keyof SelectorKinds]: z.ZodMiniType<SelectorKinds[By] | undefined> };

const names = ['id', 'name', 'tags'] as const satisfies readonly (keyof SelectorKinds)[];

const OWNER = 'write self, shared, or the 12 digits of an account in quotes';

/** What an `owner` may be. */
export const OWNERS = /^(?:self|shared|\d{12})$/;

const owner = z.optional(textLike(OWNERS, OWNER));

const oneKind = EXACTLY_ONE + names.join(', ');

// Of the kinds just one is given.
const selectorOf = (given: object): Selector =>
  ({ optional: false, ...given, by: names.find((by) => Object.hasOwn(given, by)) }) as Selector;

/** One way to name groups. */
export const selectorSchema = z.pipe(
  fields(
    {
      ...kindsOf((name) => !ANYTHING.test(name)),
      owner,
      optional: z._default(z.boolean({ error: 'write true or false' }), false),
    },
    oneKind,
  ).check(exactlyOne(...names)),
  z.transform((given) => selectorOf(given)),
);

/** One way to name groups that may not be attached. */
export const forbiddenSchema = z.pipe(
  fields({ ...kindsOf(() => true), owner }, oneKind).check(exactlyOne(...names)),
  z.transform((given) => selectorOf(given)),
);

/** Whether selectors select every group by its name, of any owner. */
const areAll = (selectors: readonly Selector[]): boolean => {
  const owners = selectors.flatMap((it) => (it.by === 'name' && writePattern(it.name) === '*' ? [it.owner] : []));
  return owners.includes(undefined) || (owners.includes('self') && owners.includes('shared'));
};

/** Groups that may not be attached. */
export const neverSchema = z.optional(
  z.array(forbiddenSchema, { error: 'list the selectors of groups that may not be attached' }).check(
    z.refine((never) => !areAll(never), {
      error: 'narrow it: it forbids every security group',
    }),
  ),
);

const SELECTORS = 'list at least one selector';

/** One rule; its mode, and what it does not say of safety, is the policy's. */
export const ruleSchema = fields(
  {
    name: words('give the rule a name'),
    when: z.prefault(conditionSchema, {}),
    securityGroups: z.array(selectorSchema, { error: SELECTORS }),
    match: z._default(choice('exactly', 'at-least', 'at-most'), 'exactly'),
    never: neverSchema,
    mode: z.optional(modeSchema),
    safety: z.optional(safetySchema),
  },
  'write a mapping with name and securityGroups',
).check(
  z.refine<{ readonly securityGroups?: unknown; readonly match?: unknown }>(
    ({ securityGroups, match }) => !Array.isArray(securityGroups) || securityGroups.length > 0 || match === 'at-least',
    {
      error: `${SELECTORS}, or write match: at-least to take away only what never forbids`,
      path: ['securityGroups'],
      when: ({ value }) => isMapping(value),
    },
  ),
);
