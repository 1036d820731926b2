import { decide } from '../core/decide.ts';
import { RetryableError } from '../core/errors.ts';
import type { Live } from '../core/live.ts';
import type { Policy } from '../core/policy.ts';
import type { Ports } from './ports.ts';

/** Pauses before each read back, in ms: EFS answers with the old groups for a while after a write (FACTS: read-after-write). */
const pauses = [100, 400, 1000, 2000, 4000];

/** What a read back shows; `unknown` when AWS would not say. */
export type Verdict = 'compliant' | 'gone' | 'not-verified' | 'unknown';

/** Reads the groups back until the decision says `compliant`, with growing pauses; the last verdict otherwise. */
export const verify = async (ports: Pick<Ports, 'reader' | 'clock'>, policy: Policy, live: Live): Promise<Verdict> => {
  let verdict: Verdict = 'unknown';
  for (const pause of pauses) {
    await ports.clock.sleep(pause);
    try {
      const attached = await ports.reader.attachedGroups(live.mountTarget.id);
      const { status } = decide(attached && { ...live, attached }, policy, ports.clock.now());
      if (status === 'compliant' || status === 'gone') return status;
      verdict = 'not-verified';
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      verdict = 'unknown';
    }
  }
  return verdict;
};
