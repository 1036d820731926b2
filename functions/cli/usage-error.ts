/** What a person got wrong, in one line with the remedy. It is never shown with a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
