import { changesAllowed } from '../../core/brakes/budget.ts';
import { decide } from '../../core/decide/decide.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { MountTarget } from '../../core/model/live-state.ts';
import type { Policy } from '../../core/model/policy.ts';
import { atMost } from '../async/at-most.ts';
import { together } from '../async/together.ts';
import type { Decided } from '../guards/judge-all.ts';
import type { Ports } from '../ports/ports.ts';

/** File systems whose mount targets' states one survey asks EFS for, and how many at once. */
const mostAsked = { all: 50, atOnce: 5 };

const isGoverned = (it: Decided): boolean => 'decision' in it && 'rule' in it.decision;

/**
 * Decides again about drift where EFS would not take a change. Interfaces do not tell the state of a mount target, so that EFS is
 * asked about the first that drifted, as many as one sweep may change. What it does not answer is found out by the write.
 */
export const withStates = async (
  { reader, clock, journal }: Pick<Ports, 'reader' | 'clock' | 'journal'>,
  policy: Policy,
  all: readonly Decided[],
): Promise<readonly Decided[]> => {
  const allowed = changesAllowed(policy.limits.changesPerSweep, all.filter(isGoverned).length);
  const drifted = all.flatMap((it) => ('live' in it && it.decision.status === 'drifted' ? it.live.fileSystem.id : []));
  const asked = [...new Set(drifted)].slice(0, Math.min(allowed, mostAsked.all));
  if (asked.length === 0) return all;
  const limited = atMost(mostAsked.atOnce);
  const read = (id: FileSystemId): Promise<readonly MountTarget[]> =>
    limited(async () => {
      try {
        return (await reader.mountTargetsOf(id)) ?? [];
      } catch (error) {
        journal.warn(
          'the states of the mount targets of a file system are not known; its plan takes them for available',
          {
            fileSystemId: id,
            error,
          },
        );
        return [];
      }
    });
  const known = new Map((await together(asked.map(read))).flat().map((it) => [it.id, it]));
  return all.map((it) => {
    const mountTarget = 'live' in it ? known.get(it.live.mountTarget.id) : undefined;
    if (!('live' in it) || !mountTarget || it.decision.status !== 'drifted') return it;
    const live = { ...it.live, mountTarget: { ...it.live.mountTarget, lifeCycleState: mountTarget.lifeCycleState } };
    return { live, decision: decide(live, policy, clock.now()) };
  });
};
