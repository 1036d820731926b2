import { changesAllowed } from '../../../functions/core/brakes/budget.ts';
import { governingRule } from '../../../functions/core/decide/governing-rule.ts';
import { list, text } from '../../../functions/intake/read.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';
import { isUndoing } from './undoing.ts';
import { itemOf, writeIn } from './writes.ts';

/** No sweep sends more mount targets to be changed than the policy lets one sweep change, unless a person confirmed it. */
export const withinSweepBudget: Invariant = {
  name: 'within-sweep-budget',
  watch({ history, timeline }, violated) {
    const sent = new Map<Process, Set<string>>();

    const governedSince = ({ startedAt, policy }: Process): number =>
      Math.max(
        ...history
          .during(startedAt, timeline.now())
          .map(({ lives }) => [...lives.values()].filter((live) => governingRule(policy, live)).length),
      );

    return {
      happens(it) {
        if (it.kind !== 'performed' || it.call.operation !== 'SendMessageBatch' || it.error !== undefined) return;
        const { process, call } = it;
        if (process.confirmed) return;
        const targets = sent.get(process) ?? new Set();
        sent.set(process, targets);
        // A look that only ends what was begun is no change.
        for (const entry of list(call.input, 'Entries')) {
          const work = JSON.parse(text(entry, 'MessageBody') ?? '');
          if (text(work, 'cause') === 'sweep') targets.add(String(text(work, 'mountTargetId')));
        }
        const allowed = changesAllowed(process.policy.limits.changesPerSweep, governedSince(process));
        if (targets.size > allowed)
          violated(`${process.name} queued ${targets.size} changes with a budget of ${allowed}`);
      },
    };
  },
};

/** Under a policy that no sweep has measured, or has since another was, no more is changed than one sweep may change. */
export const triesLittle: Invariant = {
  name: 'tries-little',
  watch(stage, violated) {
    const { now } = stage.timeline;
    const measured: { readonly version: unknown; readonly at: number }[] = [];
    const changes = new Map<string, Set<string | undefined>>();

    const isMeasured = ({ startedAt, policy }: Process): boolean => {
      const last = measured.findLast(({ at }) => at <= startedAt);
      return measured.some((it) => (it === last || it.at > startedAt) && it.version === policy.version);
    };

    return {
      happens(it) {
        if (it.kind === 'performed' && it.call.step === 'open gate' && it.error === undefined) {
          measured.push({ version: itemOf(stage, 'gate')?.['measured'], at: now() });
          changes.clear();
        }
        // What AWS refused changed nothing, and counts against no budget.
        const write = it.kind === 'performed' && it.error === undefined ? writeIn(stage, it) : undefined;
        if (!write || isUndoing(write) || isMeasured(write.process)) return;
        const { version, limits } = write.process.policy;
        const counted = (changes.get(version) ?? new Set()).add(write.intent.changeId);
        changes.set(version, counted);
        const { count } = limits.changesPerSweep;
        if (counted.size > count)
          violated(
            `${write.process.name} made change ${counted.size} under a policy that is not measured, with ${count} allowed`,
          );
      },
    };
  },
};
