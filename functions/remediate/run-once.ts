import { RetryableError } from '../core/model/errors.ts';
import type { Finding, Status } from '../core/model/finding.ts';
import type { Request } from '../core/model/request.ts';
import { fitInBytes } from '../engine/findings/fit-in-bytes.ts';
import type { Remediated } from '../engine/look/remediate.ts';
import type { Once } from '../runtime/once.ts';

/** What is remembered of one event, in a DynamoDB item of 400 KB; the log has all findings. */
const mostKept = 200_000;

const isWaiting = ({ status }: Finding): boolean => status === 'deferred';

/** What leaves nothing to do at a mount target. Anything else may be otherwise by the time that an event is sent again. */
const finished: ReadonlySet<Status> = new Set(['compliant', 'fixed', 'gone']);

/** Some of the findings have to wait: the request is to be taken up again, so its outcome is not remembered as final. */
export class Deferred extends RetryableError {
  // Private, so that a log line of the error does not repeat what the `decided` lines say.
  readonly #remediated: Remediated;
  constructor(remediated: Remediated) {
    const waiting = remediated.findings.filter(isWaiting);
    super(
      waiting
        .map((finding) => `${finding.mountTargetId ?? finding.fileSystemId ?? 'the event'}: ${finding.explanation}`)
        .join(' '),
      { code: waiting[0]?.reasons[0] ?? 'aws-error' },
    );
    this.#remediated = remediated;
  }
  get remediated(): Remediated {
    return this.#remediated;
  }
}

/**
 * Fulfils a request; one that came with an event id only once, so that a redelivered event answers with the first
 * outcome. Only a finished outcome is remembered, and none answers what is replayed from an archive. A dry run is not
 * remembered: it must not stand in for the real one. Throws `Deferred` when a part of it has to wait.
 */
export const runOnce = async (
  once: Once,
  remediate: (request: Request) => Promise<Remediated>,
  request: Request,
): Promise<Remediated> => {
  const work = async (): Promise<Remediated> => {
    const remediated = await remediate(request);
    if (remediated.findings.some(isWaiting)) throw new Deferred(remediated);
    return remediated;
  };
  if (request.eventId === undefined || request.dryRun || request.isReplay) return work();
  let done: Remediated | undefined;
  const kept = await once(
    request.eventId,
    async () => {
      done = await work();
      return { ...done, findings: fitInBytes(done.findings, mostKept) };
    },
    () => !done?.findings.some(({ status }) => !finished.has(status)),
  );
  return done ?? kept;
};
