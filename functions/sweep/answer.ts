import { TerminalError } from '../core/model/errors.ts';
import type { SweepResult } from '../engine/ports/sweep-result.ts';
import { sweep } from '../engine/sweep/sweep.ts';
import { sweepRequest } from '../intake/sweep-request.ts';
import type { SweepApp } from '../runtime/assemble-sweep.ts';

/** What a sweep answers. */
export interface Answer extends SweepResult {
  /** Calls to EFS and EC2 by operation, retries included. */
  readonly calls: Readonly<Record<string, number>>;
  /** How many results were left out of the answer; the log has them all. */
  readonly omitted?: number;
}

/** Results in one answer: Lambda's answer may hold 6 MB. */
const mostResults = 1000;

/** Answers a schedule or a manual payload. Throws one clear `TerminalError` when the payload is malformed. */
export const answer =
  (app: SweepApp) =>
  async (event: unknown): Promise<Answer> => {
    const seen = sweepRequest(event);
    if (seen.kind === 'malformed') throw new TerminalError(seen.message, { code: 'bad-request' });
    app.takeCalls();
    const { confirm } = seen;
    const occasion = {
      cause: confirm === undefined ? 'sweep' : 'confirmed sweep',
      dryRun: seen.dryRun || app.dryRun,
      ...(confirm !== undefined && { confirm }),
    };
    const { results, ...result } = await sweep(app.ports, await app.readPolicy(), occasion);
    const omitted = Math.max(0, results.length - mostResults);
    return {
      ...result,
      calls: app.takeCalls(),
      results: results.slice(0, mostResults),
      ...(omitted > 0 && { omitted }),
    };
  };
