import { readingUntil } from '../../../functions/aws/client/within.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import type { FileSystemRecord } from '../../../functions/engine/ports/record/file-system.ts';
import type { Gate } from '../../../functions/engine/ports/record/gate.ts';
import { ledgerBy } from '../scenario/app.ts';
import { clients } from '../stage/clients.ts';
import { processTime } from '../stage/here.ts';
import { type Removal, withLedger, withPorts } from './removal.ts';

/** Surveys of a ledger that lives in tomorrow, where all others are over. */
const { beginSurvey: surveysOfTomorrow } = ledgerBy(() => processTime() + 86_400_000);

const deaf = <Client extends { readonly send: unknown }>(client: Client): Client =>
  Object.assign(Object.create(client), {
    send: (command: unknown) => (client.send as (command: unknown) => Promise<unknown>)(command),
  });
/** Clients that heed no signal. */
const untold = { efs: () => deaf(clients.efs()), ec2: () => deaf(clients.ec2()) };

const withoutHolds = (record: FileSystemRecord): FileSystemRecord => ({ ...record, holds: new Map() });
const open = ({ closed: _, ...gate }: Gate): Gate => gate;

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
    how: 'no look is told of a hold',
    noticedBy: 'leaves-alone-what-is-held',
    app: withLedger(({ read, acquire }) => ({
      read: async (ids) => {
        const standings = await read(ids);
        return { ...standings, record: (id) => withoutHolds(standings.record(id)) };
      },
      acquire: async (id) => {
        const acquired = await acquire(id);
        return acquired && { ...acquired, record: withoutHolds(acquired.record) };
      },
    })),
  },
  {
    guard: 'gate',
    how: 'the gate passes for open',
    noticedBy: 'obeys-the-gate',
    app: withLedger(({ read, gate, tryOut }) => ({
      read: async (ids) => {
        const standings = await read(ids);
        return { ...standings, gate: open(standings.gate) };
      },
      gate: async () => open(await gate()),
      tryOut: async (trial, known) => {
        const tried = await tryOut(trial, known);
        return { ...tried, gate: tried.gate && open(tried.gate) };
      },
    })),
  },
  {
    guard: 'gate-at-the-write',
    how: 'the gate is what it was when it was first read',
    noticedBy: 'obeys-the-gate',
    app: withLedger(({ read, gate, tryOut }) => {
      let first: Gate | undefined;
      return {
        read: async (ids) => {
          const standings = await read(ids);
          first ??= standings.gate;
          return standings;
        },
        gate: async () => first ?? gate(),
        tryOut: async (trial, known) => {
          const tried = await tryOut(trial, known);
          return { ...tried, gate: tried.gate && (first ?? tried.gate) };
        },
      };
    }),
  },
  {
    guard: 'pause',
    how: 'the environment does not say that everything is paused',
    noticedBy: 'obeys-the-pause',
    app: withPorts(() => ({ paused: false })),
  },
  {
    guard: 'survey-lease',
    how: 'every survey that is asked for begins, as if none was under way',
    noticedBy: 'one-survey-at-a-time',
    app: withLedger(() => ({ beginSurvey: () => surveysOfTomorrow(0) })),
  },
  {
    guard: 'later-surveys-only',
    how: 'any survey passes for an answer to what was asked behind it',
    noticedBy: 'every-event-accounted',
    app: withLedger(({ beginSurvey }) => ({
      beginSurvey: async (forMs) => {
        const lease = await beginSurvey(forMs);
        return lease && { ...lease, lastBegan: Number.MAX_SAFE_INTEGER };
      },
    })),
  },
  {
    guard: 'region-queue',
    how: 'what is handed on to a sweep is lost',
    noticedBy: 'every-event-accounted',
    app: withPorts(() => ({ regionQueue: { ask: async () => {} } })),
  },
  {
    guard: 'end-of-reading',
    how: 'requests are not told when the time to read is up',
    noticedBy: 'nothing-behind-an-answer',
    app: withPorts((_ports, limit) => ({ reader: awsReader(readingUntil(untold, limit)) })),
  },
];
