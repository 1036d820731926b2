const longest = 60;

/** Quotes a value for a message, on one line: text and numbers shortened to 60 characters, lists and objects by kind. */
export const quote = (value: unknown): string => {
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > longest ? `${value.slice(0, longest)}…` : value);
};
