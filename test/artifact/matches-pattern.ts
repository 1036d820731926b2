/** An EventBridge event pattern, as JSON. */
export type Pattern = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, not a list. */
export const isObject = (value: unknown): value is Pattern =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasForm = (text: string, form: string): boolean =>
  new RegExp(`^${form.replace(/[^\w*]/g, '\\$&').replaceAll('*', '.*')}$`, 's').test(text);

const operators: Readonly<Record<string, (value: unknown, operand: unknown) => boolean>> = {
  exists: (value, operand) => (value !== undefined) === operand,
  prefix: (value, operand) => typeof value === 'string' && value.startsWith(String(operand)),
  wildcard: (value, operand) => typeof value === 'string' && hasForm(value, String(operand)),
};

const accepts = (matcher: unknown, value: unknown): boolean => {
  if (!isObject(matcher)) return matcher === value;
  return Object.entries(matcher).every(([name, operand]) => {
    const holds = operators[name];
    if (holds === undefined) throw new Error(`The operator ${name} is new here: teach it to this matcher`);
    return holds(value, operand);
  });
};

const isMet = (expected: unknown, value: unknown): boolean => {
  // Of a list in the event, one element has to be right.
  if (Array.isArray(value)) return value.some((element) => isMet(expected, element));
  if (Array.isArray(expected)) return expected.some((matcher) => accepts(matcher, value));
  return isObject(expected) && matchesPattern(expected, value);
};

/** EventBridge's matching of an event, as far as the patterns here use it. Throws at any other operator. */
export const matchesPattern = (pattern: Pattern, event: unknown): boolean =>
  Object.entries(pattern).every(([key, expected]) =>
    key === '$or' && Array.isArray(expected)
      ? expected.some((alternative) => isMet(alternative, event))
      : isMet(expected, isObject(event) ? event[key] : undefined),
  );
