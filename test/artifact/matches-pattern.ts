const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const accepts = (matcher: unknown, value: unknown): boolean =>
  isObject(matcher) && 'exists' in matcher ? matcher['exists'] === (value !== undefined) : matcher === value;

/** EventBridge's matching of an event, as far as the patterns here use it: literals and `exists`. */
export const matchesPattern = (pattern: Readonly<Record<string, unknown>>, event: unknown): boolean =>
  Object.entries(pattern).every(([key, expected]) => {
    const value = isObject(event) ? event[key] : undefined;
    if (Array.isArray(expected)) return expected.some((matcher) => accepts(matcher, value));
    return isObject(expected) && matchesPattern(expected, value);
  });
