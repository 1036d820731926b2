import type { MountTarget } from '../model/live-state.ts';
import type { Reason } from '../model/reason.ts';

/** States in which EFS was seen to take a change; where it does not, it says so (IncorrectMountTargetState). */
const changeable: ReadonlySet<string> = new Set(['available', 'creating', 'updating']);

/** Why a mount target in its state is not changed, and whether that passes by itself; undefined when it may be changed. */
export const lifecycleObstacle = ({
  id,
  lifeCycleState,
}: MountTarget): { readonly status: 'deferred' | 'refused'; readonly reason: Reason } | undefined => {
  if (changeable.has(lifeCycleState)) return undefined;
  const isBroken = lifeCycleState === 'error';
  const code = 'lifecycle-state';
  if (isBroken) {
    const text = `${id} is in the state error, which does not end by itself`;
    return { status: 'refused', reason: { code, text, remedy: 'Delete it and create it again' } };
  }
  const text = `${id} is ${lifeCycleState}; it can be changed only while it is ${[...changeable].join(', ')}`;
  return { status: 'deferred', reason: { code, text } };
};
