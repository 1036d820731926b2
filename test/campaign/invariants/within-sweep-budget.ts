import { changesAllowed } from '../../../functions/core/brakes/budget.ts';
import { governingRule } from '../../../functions/core/decide/governing-rule.ts';
import { at, list, text } from '../../../functions/intake/read.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';

/** No sweep sends more mount targets to be changed than the policy lets one sweep change, unless a person confirmed it. */
export const withinSweepBudget: Invariant = {
  name: 'within-sweep-budget',
  watch({ history, policy, timeline, tables }, violated) {
    const sent = new Map<Process, Set<string>>();

    const governedSince = (startedAt: number): number =>
      Math.max(
        ...history
          .during(startedAt, timeline.now())
          .map(({ lives }) => [...lives.values()].filter((live) => governingRule(policy, live.fileSystem.tags)).length),
      );

    /** When a subject was last seen with something to be ended, in milliseconds since the epoch. */
    const unfinished = new Map<string, number>();
    const see = (subject: string): void => {
      const isOpen = tables.items('ledger').some((item) => item['pk'] === subject && item['unfinished'] !== undefined);
      if (isOpen) unfinished.set(subject, timeline.now());
    };
    /** Whether a look at it only has to end what was begun: to record the end of a change, or to settle a watch, is no change. */
    const isUnfinished = (subject: string, since: number): boolean => {
      see(subject);
      return (unfinished.get(subject) ?? 0) >= since;
    };

    return {
      happens(it) {
        if (it.kind === 'arrived' && it.call.operation === 'UpdateItem' && it.call.target) see(it.call.target);
        if (it.kind !== 'performed' || it.call.operation !== 'SendMessageBatch' || it.error !== undefined) return;
        const { process, call } = it;
        if (process.confirmed) return;
        const targets = sent.get(process) ?? new Set();
        sent.set(process, targets);
        // What comes with a delay is no sweep's: a look for the end of a watch.
        for (const entry of list(call.input, 'Entries').filter((it) => at(it, 'DelaySeconds') === undefined)) {
          const work = JSON.parse(text(entry, 'MessageBody') ?? '');
          const [target = '', ...others] = ['mountTargetId', 'fileSystemId'].map((key) => text(work, key) ?? '');
          if (![target, ...others].some((subject) => isUnfinished(subject, process.startedAt))) targets.add(target);
        }
        const allowed = changesAllowed(policy.limits.changesPerSweep, governedSince(process.startedAt));
        if (targets.size > allowed)
          violated(`${process.name} queued ${targets.size} changes with a budget of ${allowed}`);
      },
    };
  },
};
