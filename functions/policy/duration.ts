const MILLISECONDS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A whole number of seconds, minutes, hours or days. */
export const DURATION = /^([1-9][0-9]{0,5})([smhd])$/;

/** Reads `30s`, `15m`, `1h` or `2d` as milliseconds; undefined when the text is none of these. */
export const parseDuration = (text: string): number | undefined => {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
};
