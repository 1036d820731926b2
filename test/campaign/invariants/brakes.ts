import { at } from '../../../functions/intake/read.ts';
import type { Stage } from '../stage/stage.ts';
import type { Invariant } from './invariant.ts';
import { isUndoing } from './undoing.ts';
import { type Write, writeIn } from './writes.ts';

/** Clocks may be off by this much, in milliseconds. */
const skewMs = 3_000;

/** An invariant of every write that reaches AWS; `faultOf` says why there should be none. */
const ofEveryWrite = (name: string, faultOf: (write: Write, stage: Stage) => string | undefined): Invariant => ({
  name,
  watch: (stage, violated) => ({
    happens(it) {
      const write = it.kind === 'arrived' ? writeIn(it) : undefined;
      const fault = write && faultOf(write, stage);
      if (fault !== undefined) violated(`${write?.process.name} wrote ${write?.target} ${fault}`);
    },
  }),
});

const itemOf = ({ tables }: Stage, pk: string, sk: string): unknown =>
  tables.items('ledger').find((item) => item['pk'] === pk && item['sk'] === sk);

/** Whoever starts while a mount target or its file system is held leaves it as it is. */
export const leavesAloneWhatIsHeld = ofEveryWrite('leaves-alone-what-is-held', (write, stage) => {
  if (isUndoing(stage, write)) return undefined;
  const fileSystem = stage.world.mountTargets.get(write.target)?.fileSystemId ?? '';
  const stands = [write.target, fileSystem].some((id) => {
    const hold = at(itemOf(stage, id, 'hold'), 'hold');
    const since = Number(at(hold, 'at'));
    return since < write.process.startedAt - skewMs && Number(at(hold, 'until')) > stage.timeline.now() + skewMs;
  });
  return stands ? 'although it was held' : undefined;
});

/** Whoever starts while the gate is closed writes nothing. */
export const obeysTheGate = ofEveryWrite('obeys-the-gate', (write, stage) => {
  if (isUndoing(stage, write)) return undefined;
  const closedAt = Number(at(itemOf(stage, 'account', 'gate'), 'closed.at'));
  return closedAt < write.process.startedAt - skewMs ? 'although the gate was closed' : undefined;
});

/** Whoever starts while everything is paused writes nothing. */
export const obeysThePause = ofEveryWrite('obeys-the-pause', ({ process }) =>
  process.paused ? 'although everything was paused' : undefined,
);
