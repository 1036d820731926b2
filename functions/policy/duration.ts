const UNITS = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** A whole number of seconds, minutes, hours or days. */
export const DURATION = /^([1-9][0-9]{0,5})([smhd])$/;

/** The same, or none at all. */
export const DURATION_OR_NONE = /^(0|[1-9][0-9]{0,5})([smhd])$/;

const reader =
  (shape: RegExp) =>
  (text: string): number | undefined => {
    const [, count, unit] = shape.exec(text) ?? [];
    const milliseconds = UNITS.get(unit ?? '');
    return milliseconds === undefined ? undefined : Number(count) * milliseconds;
  };

/** Reads `30s`, `15m`, `1h` or `2d` as milliseconds; undefined when the text is none of these. */
export const parseDuration = reader(DURATION);

/** The same, with `0s` for none. */
export const parseDurationOrNone = reader(DURATION_OR_NONE);
