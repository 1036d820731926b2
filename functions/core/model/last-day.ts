const DAY_MS = 86_400_000;

/** Reads `YYYY-MM-DD` as the last day of something, with the first instant after it in UTC; undefined when no such day exists. */
export const parseLastDay = (text: string): { readonly until: string; readonly expiresAt: number } | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const midnight = Date.parse(`${text}T00:00:00Z`);
  // The engine reads 30 February as 2 March.
  const real = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
  return real ? { until: text, expiresAt: midnight + DAY_MS } : undefined;
};
