/** Whether a value is a JSON object, not a list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a dotted path of own keys and list indices; undefined where the data ends before the path. */
export const at = (data: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (here, key) =>
        typeof here === 'object' && here !== null && Object.hasOwn(here, key) ? Reflect.get(here, key) : undefined,
      data,
    );

/** The text at a dotted path; undefined when it is empty or anything else is there. */
export const text = (data: unknown, path: string): string | undefined => {
  const value = at(data, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The values if all of them are text that is not empty; undefined when one is not, or there are none. */
export const texts = (values: readonly unknown[]): readonly string[] | undefined => {
  const found = values.filter((value): value is string => typeof value === 'string' && value !== '');
  return found.length > 0 && found.length === values.length ? found : undefined;
};

/** The list at a dotted path; empty when anything else is there. */
export const list = (data: unknown, path: string): readonly unknown[] => {
  const value = at(data, path);
  return Array.isArray(value) ? value : [];
};
