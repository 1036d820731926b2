import { own } from '../scenario/events.ts';
import type { Invariant } from './invariant.ts';

/** No look is taken because of a change of our own. */
export const ownChangeIgnored: Invariant = {
  name: 'own-change-ignored',
  watch: (_stage, violated) => ({
    happens(it) {
      if (it.kind === 'decided' && it.cause.actor?.arn === own.roleArn)
        violated(`${it.process.name} looked at ${it.finding.mountTargetId} because of a change of our own`);
    },
  }),
};

/** Nothing is asked of AWS by an invocation that has answered. */
export const nothingBehindAnAnswer: Invariant = {
  name: 'nothing-behind-an-answer',
  watch: (_stage, violated) => ({
    happens(it) {
      if (it.kind === 'behind') violated(`${it.process.name} asked ${it.call.step} behind its answer`);
    },
  }),
};
