/** One line of a benchmark's table. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  /** What to compare with: a bar, a rival, or a baseline of the same run. */
  readonly against?: string;
}
