import type { ReasonCode } from './reason.ts';

interface Details {
  readonly code: ReasonCode;
  readonly cause?: unknown;
}

/** An error of our own, which says what went wrong and what to do. */
export abstract class MountguardError extends Error {
  readonly code: ReasonCode;
  constructor(message: string, { code, cause }: Details) {
    super(message, { cause });
    this.code = code;
  }
}

/** The same look may succeed later: throttling, a 5xx, a lost response, a lifecycle state. */
export class RetryableError extends MountguardError {
  override readonly name = 'RetryableError';
}

/** Trying again changes nothing until a person or a policy does: access denied, a bad request. */
export class TerminalError extends MountguardError {
  override readonly name = 'TerminalError';
}
