import { withPorts } from './of-writing.ts';
import type { Removal } from './removal.ts';

/** What keeps events from being lost or worked on in vain, and people's word from being passed over. */
export const guardsOfEvents: readonly Removal[] = [
  {
    guard: 'own-change-filter',
    how: 'it does not know its own role',
    noticedBy: 'own-change-ignored',
    app: (app) => ({ ...app, own: {} }),
  },
  {
    guard: 'once-per-event',
    how: 'no outcome is kept for when its event comes again',
    noticedBy: 'once-per-event',
    app: (app) => ({ ...app, once: () => (_key, work) => work() }),
  },
  {
    guard: 'partial-batch-response',
    how: 'every message of a batch passes for done',
    noticedBy: 'every-event-accounted',
    answer: () => ({ batchItemFailures: [] }),
  },
  {
    guard: 'sweep',
    how: 'what a sweep queues is lost',
    noticedBy: 'converges',
    app: withPorts(() => ({ queue: { send: async () => new Map() } })),
  },
  {
    guard: 'dry-run',
    how: 'a payload loses its dryRun on the way',
    noticedBy: 'no-write-outside-policy',
    payload: ({ dryRun: _, ...payload }) => payload,
  },
  {
    guard: 'holds',
    how: 'nobody is told of a hold',
    noticedBy: 'leaves-alone-what-is-held',
    app: withPorts(({ ledger }) => ({
      ledger: {
        ...ledger,
        record: async (id) => {
          const { hold: _, ...record } = await ledger.record(id);
          return record;
        },
      },
    })),
  },
  {
    guard: 'gate',
    how: 'the gate passes for open',
    noticedBy: 'obeys-the-gate',
    app: withPorts(({ ledger }) => ({
      ledger: {
        ...ledger,
        gate: async () => {
          const { closed: _, ...gate } = await ledger.gate();
          return gate;
        },
        openGate: async () => true,
      },
    })),
  },
  {
    guard: 'pause',
    how: 'the environment does not say that everything is paused',
    noticedBy: 'obeys-the-pause',
    app: withPorts(() => ({ paused: false })),
  },
];
