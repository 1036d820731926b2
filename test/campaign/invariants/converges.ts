import { decide } from '../../../functions/core/decide/decide.ts';
import type { Finding } from '../../../functions/core/model/finding.ts';
import type { Invariant } from './invariant.ts';

/** Left alone, every mount target ends as the policy wants it, or is refused by name; only audit mode leaves drift. */
export const converges: Invariant = {
  name: 'converges',
  watch(stage, violated) {
    const last = new Map<string | null, Finding>();
    return {
      happens(it) {
        if (it.kind === 'decided') last.set(it.finding.mountTargetId, it.finding);
        if (it.kind === 'swept') for (const finding of it.result.results) last.set(finding.mountTargetId, finding);
      },
      ends() {
        for (const [id, live] of stage.history.latest().lives) {
          const decision = decide(live, stage.policy, stage.timeline.now());
          const finding = last.get(id);
          const isNamed = finding?.status === 'refused' && finding.reasons.length > 0;
          if (decision.status === 'deferred') violated(`${id} is still ${live.mountTarget.lifeCycleState}`);
          if (decision.status === 'drifted' && decision.mode === 'enforce' && !isNamed)
            violated(`${id} stays drifted; last said of it: ${finding?.status} ${finding?.reasons.join(', ')}`);
        }
      },
    };
  },
};
