import * as z from 'zod/mini';
import type { Pattern, TagCondition, Template } from '../core/model/policy.ts';
import { REFERENCES, text, textError } from './field-schemas.ts';
import { ANYTHING, areReferences, FIXED_TEXT, PLAIN_TEMPLATE, REGULAR, toPattern, toTemplate } from './template.ts';

/** EFS and EC2 count Unicode characters, not UTF-16 units. */
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

const CONDITION = 'write a value, a list of values, or "*" for any value';
const STAR_ALONE = 'name the values, or write "*" alone for any value';
const EFS_CHARACTERS = 'letters, digits, spaces and _ . : / = + - @';

// Tag in the EFS API reference: what a key and a value may consist of.
/** A tag key that a file system can have. */
export const EFS_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;
/** A tag value that a file system can have, or wildcards in its place. */
export const EFS_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@*?]*$/u;

/** The characters of a text that count towards its length: those of its literals. */
const lengthOf = (written: string): number =>
  toTemplate(written).reduce((sum, part) => sum + (typeof part === 'string' ? [...part].length : 0), 0);

const keyOf = (form: RegExp, characters: string) =>
  z.string().check(
    z.refine((name) => form.test(name) && name !== '' && lengthOf(name) <= LONGEST_KEY, {
      error: `write 1 to ${LONGEST_KEY} characters${characters}`,
      params: { atKey: true },
    }),
  );

/** Text that has no fault by `faultOf`, which answers with the remedy. */
const tagValue = (faultOf: (written: string) => string | undefined) => {
  const remedyFor = (written: string): string | undefined =>
    faultOf(written) ?? (lengthOf(written) > LONGEST_VALUE ? `shorten it to ${LONGEST_VALUE} characters` : undefined);
  return text(CONDITION).check(
    z.refine((written) => remedyFor(written) === undefined, { error: ({ input }) => remedyFor(String(input)) }),
  );
};

const fixed = (written: string): string | undefined =>
  FIXED_TEXT.test(written) ? undefined : `write a fixed value: only securityGroups take \${...}`;

const efsValue = tagValue((written) => {
  if (REGULAR.test(written)) return 'write wildcards, * and ?: it is no regular expression';
  if (written.includes('.*'))
    return `write "${written.replaceAll('.*', '*')}", or "${written.replaceAll('.*', '.?*')}" if the dot is a part of the value: it is no regular expression`;
  if (EFS_VALUE.test(written)) return fixed(written);
  const list = /[|,;]/.test(written) ? ', and several values as a list' : '';
  return fixed(written) ?? `write what an EFS tag can hold, ${EFS_CHARACTERS}${list}`;
});

const literal = (stars: RegExp) =>
  tagValue((written) => fixed(written) ?? (stars.test(written) ? undefined : STAR_ALONE));

const templated = tagValue((written) => (areReferences(written) ? undefined : REFERENCES));

const condition = <Value>(alone: z.ZodMiniString, listed: z.ZodMiniString, read: (value: string) => Value) =>
  z.pipe(
    z.union([alone, z.array(listed).check(z.minLength(1, { error: CONDITION }))], { error: textError(CONDITION) }),
    z.transform((written: string | string[]): TagCondition<Value> => {
      const values = [written].flat();
      return values.some((value) => ANYTHING.test(value)) ? { any: true } : { any: false, oneOf: values.map(read) };
    }),
  );

// A record would lose a tag called `__proto__`.
const tagMap = <Value>(key: z.ZodMiniString, value: z.ZodMiniType<TagCondition<Value>>, remedy: string) =>
  z.pipe(
    z.transform((written: unknown) =>
      typeof written === 'object' && written !== null && !Array.isArray(written)
        ? new Map(Object.entries(written))
        : written,
    ),
    z.map(key, value, { error: remedy }),
  );

const literalKey = keyOf(FIXED_TEXT, `, without \${...}`);
const literalCondition = condition(literal(/^(?:\*|[^*]*)$/), literal(/^[^*]*$/), (value) => value);

/** Tag conditions on an interface: every value is literal. */
export const literalTags = (remedy: string) => tagMap<string>(literalKey, literalCondition, remedy);

/** What a condition says beside tags: as the keys of tags they would mean the opposite of what their author means, or nothing. */
const PLACES = /^(?:vpcs|fileSystems|availabilityZones|accounts|units|regions)$/;

const efsKey = keyOf(EFS_KEY, `: ${EFS_CHARACTERS}`).check(
  z.refine((name) => !PLACES.test(name), {
    error: 'write it under when, beside tags: tags and unless take only the tags of file systems',
    params: { atKey: true },
  }),
);
const efsCondition = condition<Pattern>(efsValue, efsValue, toPattern);

/** Tag conditions on a file system; a value may have wildcards. */
export const efsTags = (remedy: string) => tagMap(efsKey, efsCondition, remedy);

const groupKey = keyOf(PLAIN_TEMPLATE, `, without wildcards`);
const groupCondition = condition<Template>(templated, templated, toTemplate);

/** Tag conditions on security groups: keys and values may refer to the file system's tags as `${key}`, values may have wildcards. */
export const groupTags = (remedy: string) =>
  z.pipe(
    tagMap(groupKey, groupCondition, remedy).check(z.refine((tags) => tags.size > 0, { error: remedy })),
    z.transform((tags) => [...tags].map(([key, value]) => [toTemplate(key), value] as const)),
  );
