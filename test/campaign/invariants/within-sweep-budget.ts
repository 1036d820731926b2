import { changesAllowed } from '../../../functions/core/budget.ts';
import { governingRule } from '../../../functions/core/govern.ts';
import { at, list, text } from '../../../functions/intake/read.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';

/** No sweep sends more mount targets to be changed than the policy lets one sweep change, unless a person confirmed it. */
export const withinSweepBudget: Invariant = {
  name: 'within-sweep-budget',
  watch({ history, policy, timeline }, violated) {
    const sent = new Map<Process, Set<string>>();

    const governedSince = (startedAt: number): number =>
      Math.max(
        ...history
          .during(startedAt, timeline.now())
          .map(({ lives }) => [...lives.values()].filter((live) => governingRule(policy, live.fileSystem.tags)).length),
      );

    return {
      happens(it) {
        if (it.kind !== 'performed' || it.call.operation !== 'SendMessageBatch' || it.error !== undefined) return;
        const { process, call } = it;
        if (process.confirmed) return;
        const targets = sent.get(process) ?? new Set();
        sent.set(process, targets);
        // What comes with a delay is no sweep's: a look for the end of a watch.
        for (const entry of list(call.input, 'Entries').filter((it) => at(it, 'DelaySeconds') === undefined))
          targets.add(text(JSON.parse(text(entry, 'MessageBody') ?? ''), 'mountTargetId') ?? '');
        const allowed = changesAllowed(policy.limits.changesPerSweep, governedSince(process.startedAt));
        if (targets.size > allowed)
          violated(`${process.name} queued ${targets.size} changes with a budget of ${allowed}`);
      },
    };
  },
};
