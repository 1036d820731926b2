import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';

/** How long a lease of 90 s lives at least: two clocks may be 10 s off, and the request for it may take tries of 20 s. */
const livesMs = 50_000;

/** A lease whose holder is alive, was not suspended, and has not given it back, is taken by nobody else. */
export const leasesHold: Invariant = {
  name: 'leases-hold',
  watch(stage, violated) {
    const leases = new Map<string, { readonly holder: Process; readonly since: number }>();
    const endAll = (holder: Process): void => {
      for (const [subject, lease] of leases) if (lease.holder === holder) leases.delete(subject);
    };

    return {
      happens(it) {
        if (it.kind === 'died' || it.kind === 'ended') endAll(it.process);
        if (!('call' in it) || it.call.target === undefined) return;
        const { target, step } = it.call;
        if (it.kind === 'sent' && step === 'release') leases.delete(target);
        if (it.kind !== 'performed' || step !== 'acquire' || it.error !== undefined || !it.process.alive) return;
        const lease = leases.get(target);
        const now = stage.timeline.now();
        if (lease && lease.holder !== it.process && now < lease.since + livesMs)
          violated(`${it.process.name} took the lease on ${target} that ${lease.holder.name} holds`);
        if (it.process.unlimited) leases.delete(target);
        else leases.set(target, { holder: it.process, since: now });
      },
    };
  },
};
