import { attribute } from '../../core/model/attribution.ts';
import { RetryableError, TerminalError } from '../../core/model/errors.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import type { ReasonCode } from '../../core/model/reason.ts';
import type { Journal } from '../ports/journal.ts';

/** How work that was cut short by an error ended: what may pass later is deferred, the rest failed. */
export interface Fault {
  readonly status: 'deferred' | 'failed';
  readonly code: ReasonCode;
  readonly text: string;
}

/** Classifies an error. One that is not of ours is a defect: `internal-error`, and the journal keeps the error itself. */
export const faultOf = (journal: Journal, error: unknown): Fault => {
  if (error instanceof RetryableError) return { status: 'deferred', code: error.code, text: error.message };
  if (error instanceof TerminalError) return { status: 'failed', code: error.code, text: error.message };
  journal.warn('unexpected error', { error });
  return { status: 'failed', code: 'internal-error', text: `unexpected error: ${String(error)}` };
};

/** What a finding is about when little could be read. */
export interface About {
  readonly mountTargetId: MountTargetId | null;
  readonly fileSystemId: FileSystemId | null;
}

/** The finding of a look that an error ended: what was found until then, with nothing changed. */
export const cutShort = (journal: Journal, found: Finding, error: unknown): Finding => {
  const { status, code, text } = faultOf(journal, error);
  const explanation = `${found.explanation} The look was cut short: ${text}.`.trimStart();
  return { ...found, status, reasons: [code], after: found.before, explanation };
};

/** A finding that knows nothing but its subject. */
const blank = (subject: About): Omit<Finding, 'status' | 'explanation'> => ({
  ...subject,
  reasons: [],
  warnings: [],
  rule: null,
  before: [],
  after: [],
  desired: null,
  causedBy: attribute(undefined),
  previous: null,
});

/** The finding of a look that an error ended before anything was found. */
export const faultFinding = (journal: Journal, subject: About, error: unknown): Finding =>
  cutShort(journal, { ...blank(subject), status: 'failed', explanation: '' }, error);

/** The finding about something that AWS says does not exist. */
export const goneFinding = (subject: About): Finding => ({
  ...blank(subject),
  status: 'gone',
  explanation: `The ${subject.mountTargetId ? 'mount target' : 'file system'} no longer exists.`,
});
