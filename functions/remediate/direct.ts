import type { Context } from 'aws-lambda';
import { TerminalError } from '../core/errors.ts';
import { type Finding, type Summary, summarize } from '../core/finding.ts';
import { remediator } from '../engine/remediate.ts';
import type { App } from '../runtime/assemble.ts';
import { timeLimit } from '../runtime/time-limit.ts';
import { Deferred, fulfil } from './fulfil.ts';
import { readEvent } from './read-event.ts';

/** What a direct invoke answers. */
export interface Result {
  readonly results: readonly Finding[];
  readonly summary?: Summary;
  readonly policyVersion?: string;
  readonly ignored?: string;
}

const findingsOf = async (work: Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Deferred) return error.findings;
    throw error;
  }
};

/** Answers one event or manual payload. Throws one clear `TerminalError` when the payload is malformed. */
export const answerDirect = async (app: App, event: unknown, context: Context): Promise<Result> => {
  const seen = readEvent(app, event);
  if (seen.kind === 'malformed') throw new TerminalError(seen.message, { code: 'bad-request' });
  if (seen.kind === 'ignored') return { results: [], ignored: seen.ignored };
  const policy = await app.readPolicy();
  const remediate = remediator(app.ports, policy, timeLimit(context));
  const results = await findingsOf(fulfil(app.once(context), remediate, seen.request));
  return { results, summary: summarize(results), policyVersion: policy.version };
};
