import { RetryableError } from '../../core/model/errors.ts';
import { groupSet } from '../../core/model/group-set.ts';
import type { MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { Ports } from '../ports/ports.ts';

/** Pauses before each read back, in ms: EFS may show the old groups for a while after a write (fog's live tests poll for the new). */
const pauses = [100, 400, 1000, 2000, 4000];
/** No read back begins later than this after the write, in ms: reads that AWS does not answer take their own time. */
const longestMs = 10_000;

/** What the last read back shows; `unknown` when AWS would not say. */
export type Verdict =
  | { readonly status: 'right' | 'gone' | 'not-verified'; readonly attached: readonly SecurityGroupId[] }
  | { readonly status: 'unknown'; readonly error: unknown };

/** Whether groups, as read back, are what the write was to bring about. */
export type IsRight = (attached: readonly SecurityGroupId[]) => boolean;

type VerifyPorts = Pick<Ports, 'actuator' | 'clock'>;

const mayChange = (verdict: Verdict): boolean =>
  verdict.status === 'not-verified' || (verdict.status === 'unknown' && verdict.error instanceof RetryableError);

const readOnce = async ({ actuator }: VerifyPorts, id: MountTargetId, isRight: IsRight): Promise<Verdict> => {
  try {
    const attached = await actuator.attachedGroups(id);
    if (!attached) return { status: 'gone', attached: [] };
    return { status: isRight(attached) ? 'right' : 'not-verified', attached: groupSet(attached) };
  } catch (error) {
    return { status: 'unknown', error };
  }
};

/** Reads the groups back, with growing pauses, until waiting changes nothing more; the last verdict. Never rejects. */
export const verify = async (ports: VerifyPorts, id: MountTargetId, isRight: IsRight): Promise<Verdict> => {
  const [first, ...more] = pauses;
  const deadline = ports.clock.now() + longestMs;
  await ports.clock.sleep(first ?? 0);
  let verdict = await readOnce(ports, id, isRight);
  for (const pause of more) {
    if (!mayChange(verdict) || ports.clock.now() + pause > deadline) break;
    await ports.clock.sleep(pause);
    verdict = await readOnce(ports, id, isRight);
  }
  return verdict;
};
