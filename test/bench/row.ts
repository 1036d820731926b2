/** One line of a benchmark's table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** What to compare with: a bar, a rival, or a baseline of the same run. */
  readonly against: string;
  /** Whether the bar is met; left out where there is none. */
  readonly met?: boolean;
}

/** A whole number with its thousands apart. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en');
