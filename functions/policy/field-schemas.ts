import * as z from 'zod/mini';
import { areReferences } from './template.ts';

const QUOTES = 'put it in quotes';

/** An error map for text: YAML reads `1` and `true` as something else, and only quotes help, if the text then fits. */
export const textError =
  (remedy: string, parse: (text: string) => unknown = (it) => it) =>
  ({ input }: { readonly input?: unknown }): string =>
    (typeof input === 'number' || typeof input === 'boolean') && parse(String(input)) !== undefined ? QUOTES : remedy;

/** Text. Every schema here answers a fault with its remedy alone; the rest of the sentence is written around it. */
export const text = (remedy: string) => z.string({ error: textError(remedy) });

/** Text of a form. */
export const textLike = (form: RegExp, remedy: string) => text(remedy).check(z.regex(form, { error: remedy }));

/** Text that is not blank. */
export const words = (remedy: string) => textLike(/\S/, remedy);

/** Text that `parse` understands; undefined from it is a fault. */
export const parsed = <T>(parse: (text: string) => T | undefined, remedy: string) =>
  z.pipe(
    z.string({ error: textError(remedy, parse) }),
    z.transform((value: string, { issues }) => {
      const result = parse(value);
      if (result !== undefined) return result;
      issues.push({ code: 'custom', input: value, message: remedy });
      return z.NEVER;
    }),
  );

/** An id as `parse` understands it, alone: an ARN may be of another account or Region, where the id is another thing. */
export const idAlone = <T>(parse: (text: string) => T | undefined, example: string) => {
  const remedy = `write an id such as ${example}`;
  return z.pipe(
    z
      .string({ error: remedy })
      .check(z.refine((id) => !id.startsWith('arn:'), { error: `${remedy}, without the ARN around it` })),
    parsed(parse, remedy),
  );
};

/** One of a few words. */
export const choice = <const Words extends readonly [string, ...string[]]>(...values: Words) =>
  z.enum(values, { error: `write one of ${values.join(', ')}` });

/** A whole number within bounds, both included. */
export const whole = (minimum: number, maximum: number, unit: string) => {
  const error = `write a whole number of ${unit} from ${minimum} to ${maximum}`;
  return z.int({ error }).check(z.minimum(minimum, { error }), z.maximum(maximum, { error }));
};

/** What the remedy for an unknown field begins with; the names of the fields follow. */
export const FIELDS = 'the fields are ';

/** A mapping of just these fields. */
export const fields = <Shape extends z.core.$ZodLooseShape>(shape: Shape, remedy: string) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? FIELDS + Object.keys(shape).join(', ') : remedy),
  });

/** Says to a policy's author what a reference is. */
export const REFERENCE = `\${key} is the value of that tag of the file system`;

/** What to do where a reference in a template is not complete. */
export const REFERENCES = `write every reference as \${key}, closed and with a key`;

/** A check that every reference in a template is complete. */
export const references = z.refine<string>(areReferences, { error: REFERENCES });

/** What the remedy begins with where one field of several must be given. */
export const EXACTLY_ONE = 'give exactly one of ';

/** Whether a check on a mapping can be made: it also runs when a field is at fault. */
export const isMapping = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A check on a mapping that just one of these fields is given; it also runs when another field is at fault. */
export const exactlyOne = (...names: readonly string[]) =>
  z.refine<object>((value) => names.filter((name) => Object.hasOwn(value, name)).length === 1, {
    error: EXACTLY_ONE + names.join(', '),
    when: ({ value }) => isMapping(value),
  });
