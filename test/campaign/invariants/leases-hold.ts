import { text } from '../../../functions/intake/read.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';
import { writeIn } from './writes.ts';

/** A lease whose holder is alive, was not suspended, and has not given it back, is taken by no other process. */
const noTwoHold = (name: string, taking: string, livesMs: number): Invariant => ({
  name,
  watch(stage, violated) {
    const leases = new Map<string, { readonly holder: Process; readonly since: number }>();
    const endAll = (holder: Process): void => {
      for (const [subject, lease] of leases) if (lease.holder === holder) leases.delete(subject);
    };

    return {
      happens(it) {
        if (it.kind === 'died' || it.kind === 'ended') endAll(it.process);
        if (!('call' in it) || it.call.target === undefined) return;
        const { call, process } = it;
        const { target = '', step, input } = call;
        const lease = leases.get(target);
        const isGivingBack = /REMOVE .*leaseExpiresAt/.test(text(input, 'UpdateExpression') ?? '');
        if (it.kind === 'sent' && isGivingBack && lease?.holder === process) leases.delete(target);
        if (it.kind !== 'performed' || step !== taking || it.error !== undefined || !process.alive) return;
        const now = stage.timeline.now();
        if (lease && lease.holder !== process && now < lease.since + livesMs)
          violated(`${process.name} took the lease on ${target} that ${lease.holder.name} holds`);
        if (process.unlimited) leases.delete(target);
        else leases.set(target, { holder: process, since: now });
      },
    };
  },
});

/** A lease of 90 s lives that long at least: two clocks may be 10 s off, and the request for it may take tries of 20 s. */
export const leasesHold = noTwoHold('leases-hold', 'acquire', 50_000);

/** The same of a survey, whose lease is longer than it may run. */
export const oneSurveyAtATime = noTwoHold('one-survey-at-a-time', 'begin survey', 290_000);

const endings: ReadonlySet<string> = new Set(['withdraw', 'put change', 'leave in doubt', 'release']);

/** Between an intent and the record of its outcome, no other process begins a write of the same file system. */
export const oneWriter: Invariant = {
  name: 'one-writer',
  watch(stage, violated) {
    const writing = new Map<string, Process>();

    const begin = (process: Process, fileSystem: string): void => {
      // A request of one that has died may still arrive, but nothing follows from it.
      if (!process.alive) return;
      const other = writing.get(fileSystem);
      if (other && other !== process)
        violated(`${process.name} began to write on ${fileSystem} while ${other.name} was at it`);
      writing.set(fileSystem, process);
    };
    const end = (process: Process, fileSystem: string): void => {
      if (writing.get(fileSystem) === process) writing.delete(fileSystem);
    };

    return {
      happens(it) {
        if (it.kind === 'died' || it.kind === 'ended') for (const each of writing.keys()) end(it.process, each);
        if (!('call' in it) || it.call.target === undefined) return;
        const { process, call } = it;
        const { target = '', step } = call;
        // It may have been recorded as intended, and its process not told: then it gives up.
        if (it.kind === 'sent' && endings.has(step)) end(process, target);
        // One that is suspended in between may find its lease run out, and then does not write.
        const isAwake = !process.unlimited;
        if (it.kind === 'performed' && step === 'intend' && it.error === undefined && isAwake) begin(process, target);
        const { fileSystemId } = writeIn(stage, it)?.intent ?? {};
        if (fileSystemId === undefined) return;
        if (it.kind === 'sent') begin(process, fileSystemId);
        if (it.kind === 'answered' && !isAwake) end(process, fileSystemId);
      },
    };
  },
};
