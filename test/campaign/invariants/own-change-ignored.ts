import { ownRoleArn } from '../scenario/events.ts';
import type { Invariant } from './invariant.ts';

/** No look is taken because of a change of our own. */
export const ownChangeIgnored: Invariant = {
  name: 'own-change-ignored',
  watch: (_stage, violated) => ({
    happens(it) {
      if (it.kind === 'decided' && it.purpose.actor?.arn === ownRoleArn)
        violated(`${it.process.name} looked at ${it.finding.mountTargetId} because of a change of our own`);
    },
  }),
};
