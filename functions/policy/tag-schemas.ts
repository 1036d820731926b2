import * as z from 'zod/mini';
import type { TagCondition } from '../core/model/policy.ts';
import { references, text, textError } from './field-schemas.ts';
import { FIXED_TEXT, toTemplate } from './template.ts';

/** EFS and EC2 count Unicode characters, not UTF-16 units. */
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const lengthOf = (value: string): number => [...value].length;

const CONDITION = 'write a value, a list of values, or "*" for any value';
const SHORTER = { error: `shorten it to ${LONGEST_VALUE} characters` };
const FIXED = { error: `write a fixed value: only securityGroups take \${...}` };
const STAR_ALONE = { error: 'name the values, or write "*" alone for any value' };

const key = z.string().check(
  z.refine((name) => name !== '' && lengthOf(name) <= LONGEST_KEY && FIXED_TEXT.test(name), {
    error: `write 1 to ${LONGEST_KEY} characters, without \${...}`,
    params: { atKey: true },
  }),
);

const literals = (value: string): string =>
  toTemplate(value)
    .filter((part) => typeof part === 'string')
    .join('');

/** A value, of which `counted` counts towards its length; its stars stand where EFS may have them. */
const tagValue = (counted: (value: string) => string, form: z.core.$ZodCheck<string>, stars: RegExp) =>
  text(CONDITION).check(
    z.refine((value) => lengthOf(counted(value)) <= LONGEST_VALUE, SHORTER),
    form,
    z.refine((value) => stars.test(value), STAR_ALONE),
  );

const fixedForm = z.refine<string>((value) => FIXED_TEXT.test(value), FIXED);
// EFS tag values hold no `*` (Tag in the EFS API reference), so a pattern such as `prod-*` would never match.
const fixed = (stars: RegExp) => tagValue((value) => value, fixedForm, stars);
const templated = (stars: RegExp) => tagValue(literals, references, stars);

const condition = <Value>(alone: z.ZodMiniString, listed: z.ZodMiniString, read: (value: string) => Value) =>
  z.pipe(
    z.union([alone, z.array(listed).check(z.minLength(1, { error: CONDITION }))], { error: textError(CONDITION) }),
    z.transform(
      (written: string | string[]): TagCondition<Value> =>
        written === '*' ? { any: true } : { any: false, oneOf: [written].flat().map(read) },
    ),
  );

// A record would lose a tag called `__proto__`.
const tagMap = <Value>(value: z.ZodMiniType<TagCondition<Value>>, remedy: string) =>
  z.pipe(
    z.transform((written: unknown) =>
      typeof written === 'object' && written !== null && !Array.isArray(written)
        ? new Map(Object.entries(written))
        : written,
    ),
    z.map(key, value, { error: remedy }),
  );

const fixedCondition = condition(fixed(/^(?:\*|[^*]*)$/), fixed(/^[^*]*$/), (value) => value);
const templatedCondition = condition(templated(/^/), templated(/^(?!\*$)/), toTemplate);

/** Tag conditions on a file system: every value is fixed. */
export const fixedTags = (remedy: string) => tagMap(fixedCondition, remedy);

/** Tag conditions on security groups; a value may refer to the file system's tags as `${key}`. */
export const templatedTags = (remedy: string) => tagMap(templatedCondition, remedy);
