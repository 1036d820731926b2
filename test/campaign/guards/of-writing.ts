import { efsActuator } from '../../../functions/aws/write/actuator.ts';
import type { SecurityGroupId } from '../../../functions/core/model/ids.ts';
import type { Acquired, FileSystemRecord } from '../../../functions/engine/ports/record/file-system.ts';
import { ledgerBy } from '../scenario/app.ts';
import { clients } from '../stage/clients.ts';
import { processTime } from '../stage/here.ts';
import { type Removal, withLedger, withPorts } from './removal.ts';

type Groups = readonly SecurityGroupId[];

const aDay = 86_400_000;

/** Leases from a ledger that lives in tomorrow, where those of today have run out, and its own run out at once. */
const { acquire: givenToAnybody } = ledgerBy(() => processTime() + aDay, 0);

/** The ledger without a doubt of any clock. */
const ledgerOfAnyTime = ledgerBy(processTime);

const recorded = (acquired: Acquired | undefined, change: (record: FileSystemRecord) => FileSystemRecord) =>
  acquired && { ...acquired, record: change(acquired.record) };

const withoutPending = ({ pending: _, ...record }: FileSystemRecord): FileSystemRecord => record;

/** What keeps one write from harming another, and from being forgotten. */
export const guardsOfWriting: readonly Removal[] = [
  {
    guard: 'lease',
    how: 'every lease that is asked for is given, as if those of others had run out',
    noticedBy: 'leases-hold',
    app: withLedger(() => ({ acquire: givenToAnybody })),
  },
  {
    guard: 'lease-at-the-intent',
    how: 'an intent is taken whoever holds the lease by then',
    noticedBy: 'one-writer',
    app: withLedger(({ intend }) => ({
      acquire: givenToAnybody,
      intend: async (acquired, intent) => {
        const again = await givenToAnybody(acquired.lease.fileSystemId);
        return intend({ ...acquired, lease: again?.lease ?? acquired.lease }, intent);
      },
    })),
  },
  {
    guard: 'right-clock',
    how: 'a machine whose clock is minutes off takes leases all the same',
    noticedBy: 'leases-hold',
    app: withLedger(() => ({ acquire: ledgerOfAnyTime.acquire })),
  },
  {
    guard: 'holds-version',
    how: 'an intent is taken although a hold was placed since the lease was',
    noticedBy: 'leaves-alone-what-is-held',
    app: withLedger(({ read, intend }) => ({
      intend: async (acquired, intent) => {
        const { fileSystemId: id } = acquired.lease;
        const { holdsVersion } = (await read([id])).record(id);
        return intend({ ...acquired, record: { ...acquired.record, holdsVersion } }, intent);
      },
    })),
  },
  {
    guard: 'last-read',
    how: 'under the lease, the groups are taken to be what was judged',
    noticedBy: 'read-before-rewrite',
    app: withPorts(({ ledger, actuator }) => {
      const judged = new Map<string, Groups>();
      return {
        ledger: {
          ...ledger,
          intend: (acquired, intent) => {
            judged.set(intent.mountTargetId, intent.before);
            return ledger.intend(acquired, intent);
          },
        },
        actuator: {
          ...actuator,
          attachedGroups: async (id) => {
            const groups = judged.get(id);
            judged.delete(id);
            return groups ?? actuator.attachedGroups(id);
          },
        },
      };
    }),
  },
  {
    guard: 'intent',
    how: 'nothing is recorded before a write',
    noticedBy: 'intent-and-outcome',
    app: withLedger(() => ({ intend: async () => true })),
  },
  {
    guard: 'outcome',
    how: 'nothing is recorded after a write',
    noticedBy: 'intent-and-outcome',
    app: withLedger(() => ({ conclude: async () => {} })),
  },
  {
    guard: 'finishing-what-was-interrupted',
    how: 'no look is told of an intent without an outcome, which then keeps others from writing',
    noticedBy: 'intent-and-outcome',
    app: withLedger(({ acquire }) => ({ acquire: async (id) => recorded(await acquire(id), withoutPending) })),
  },
  {
    guard: 'one-intent',
    how: 'an intent takes the place of one that has no outcome',
    noticedBy: 'intent-and-outcome',
    app: withLedger(({ acquire, read, withdraw, intend }) => ({
      acquire: async (id) => recorded(await acquire(id), withoutPending),
      intend: async (acquired, intent) => {
        const { lease } = acquired;
        const { pending } = (await read([lease.fileSystemId])).record(lease.fileSystemId);
        if (pending) await withdraw(lease, pending);
        return intend(acquired, intent);
      },
    })),
  },
  {
    guard: 'doubt',
    how: 'a write whose answer was lost is recorded as failed, so that its siblings are not kept waiting',
    noticedBy: 'one-at-a-time',
    app: withLedger(({ acquire, conclude, read, release }) => ({
      leaveInDoubt: async (lease, intent) => {
        const record = (await read([lease.fileSystemId])).record(lease.fileSystemId);
        await conclude({ lease, record }, intent, { status: 'failed', reasons: ['no-response'], at: intent.at }, {});
        await release(lease);
      },
      acquire,
    })),
  },
  {
    guard: 'patience',
    how: 'a write in doubt passes for ten minutes old at once',
    noticedBy: 'one-at-a-time',
    app: withLedger(({ acquire }) => ({
      acquire: async (id) =>
        recorded(await acquire(id), (record) =>
          record.pending ? { ...record, pending: { ...record.pending, at: record.pending.at - 600_000 } } : record,
        ),
    })),
  },
  {
    guard: 'end-of-patience',
    how: 'a write in doubt never grows old',
    noticedBy: 'one-at-a-time',
    app: withLedger(({ acquire }) => ({
      acquire: async (id) =>
        recorded(await acquire(id), (record) =>
          record.pending ? { ...record, pending: { ...record.pending, at: processTime() } } : record,
        ),
    })),
  },
  {
    guard: 'verification',
    how: 'after a write, its own set is taken for what AWS shows',
    noticedBy: 'fixed-is-true',
    app: withPorts(({ actuator }) => {
      const written = new Map<string, Groups>();
      return {
        actuator: {
          attachedGroups: async (id) => written.get(id) ?? actuator.attachedGroups(id),
          replaceGroups: async (id, groups) => {
            written.set(id, groups);
            await actuator.replaceGroups(id, groups);
          },
        },
      };
    }),
  },
  {
    guard: 'roll-back',
    how: 'a write that reading back does not show is left as it is, and so is its file system',
    noticedBy: 'intent-and-outcome',
    app: withLedger(() => ({ rollBack: async () => false })),
  },
  {
    guard: 'no-blind-retry',
    how: 'a write whose answer was lost is sent again by the client',
    noticedBy: 'read-before-rewrite',
    app: withPorts(({ actuator }) => ({ actuator: { ...actuator, ...efsActuator({ efsModify: clients.efs }) } })),
  },
];
