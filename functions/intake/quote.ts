/** Quotes a value for a message, on one line: text and numbers shortened, lists and objects by kind. */
export const quote = (value: unknown, longest = 60): string => {
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > longest ? `${value.slice(0, longest)}…` : value);
};
