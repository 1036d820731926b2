/** How the process ends. 2 and 3 only where `--detailed-exitcode` asks for them, but for `apply`. */
export const exitCodes = {
  /** Done, or nothing to do. */
  done: 0,
  /** Usage, credentials, AWS, an invalid policy. */
  error: 1,
  drift: 2,
  /** No drift, but something needs a person: refused, unread, unconfirmed, held. */
  person: 3,
  /** SIGINT. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** How bad an ending is: an error is worse than drift, which is worse than what needs a person. */
const severity: readonly ExitCode[] = [0, 3, 2, 1, 143, 130];

/** The worst of several endings: one account or Region that failed is not hidden by another that is well. */
export const worst = (codes: readonly ExitCode[]): ExitCode =>
  codes.reduce((a, b) => (severity.indexOf(b) > severity.indexOf(a) ? b : a), exitCodes.done);
