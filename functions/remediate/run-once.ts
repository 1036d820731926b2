import { RetryableError } from '../core/model/errors.ts';
import { type Finding, waitsForWatch } from '../core/model/finding.ts';
import type { Request } from '../core/model/request.ts';
import type { Once } from '../runtime/once.ts';

/** A watch may last longer than all the tries that a message has, so that what waits for its end does not keep the request open. */
const isWaiting = (finding: Finding): boolean => finding.status === 'deferred' && !waitsForWatch(finding);

/** Some of the findings have to wait: the request is to be taken up again, so its outcome is not remembered as final. */
export class Deferred extends RetryableError {
  // Private, so that a log line of the error does not repeat what the `decided` lines say.
  readonly #findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    const waiting = findings.filter(isWaiting);
    super(
      waiting
        .map((finding) => `${finding.mountTargetId ?? finding.fileSystemId ?? 'the event'}: ${finding.explanation}`)
        .join(' '),
      {
        code: waiting[0]?.reasons[0] ?? 'aws-error',
      },
    );
    this.#findings = findings;
  }
  get findings(): readonly Finding[] {
    return this.#findings;
  }
}

/**
 * Fulfils a request; one that came with an event id only once, so that a redelivered event answers with the first
 * outcome. A dry run is not remembered: it must not stand in for the real one. Throws `Deferred` when a part of it has to wait.
 */
export const runOnce = (
  once: Once,
  remediate: (request: Request) => Promise<readonly Finding[]>,
  request: Request,
): Promise<readonly Finding[]> => {
  const work = async (): Promise<readonly Finding[]> => {
    const findings = await remediate(request);
    if (findings.some(isWaiting)) throw new Deferred(findings);
    return findings;
  };
  return request.eventId === undefined || request.dryRun ? work() : once(request.eventId, work);
};
