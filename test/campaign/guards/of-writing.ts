import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { efsActuator } from '../../../functions/aws/write/actuator.ts';
import type { SecurityGroupId } from '../../../functions/core/model/ids.ts';
import type { Ports } from '../../../functions/engine/ports/ports.ts';
import type { App } from '../../../functions/runtime/assemble.ts';
import { clients } from '../stage/clients.ts';
import { processTime } from '../stage/here.ts';
import type { Removal } from './removal.ts';

/** The same app with some of its ports replaced. */
export const withPorts =
  (replace: (ports: Ports) => Partial<Ports>) =>
  (app: App): App => ({ ...app, ports: { ...app.ports, ...replace(app.ports) } });

type Groups = readonly SecurityGroupId[];

const aDay = 86_400_000;

/** Leases from a ledger that lives in tomorrow, where those of today have run out and its own run out at once. */
const { acquire: givenToAnybody } = dynamoLedger({
  client: clients.dynamo(),
  table: 'ledger',
  clock: { now: () => processTime() + aDay },
  leaseMs: 0,
});

/** A ledger that no clock is doubted by. */
const ledgerOfAnyTime = dynamoLedger({
  client: clients.dynamo(),
  table: 'ledger',
  clock: { now: processTime },
  leaseMs: 90_000,
});

/** What keeps one write from harming another, and from being forgotten. */
export const guardsOfWriting: readonly Removal[] = [
  {
    guard: 'lease',
    how: 'every lease that is asked for is given, as if those of others had run out',
    noticedBy: 'one-writer',
    app: withPorts(({ ledger }) => ({ ledger: { ...ledger, acquire: givenToAnybody } })),
  },
  {
    guard: 'lease-of-the-file-system',
    how: 'the lease of a file system is given to everybody; those of mount targets are kept',
    noticedBy: 'leases-hold',
    app: withPorts(({ ledger }) => ({
      ledger: { ...ledger, acquire: (id) => (id.startsWith('fs-') ? givenToAnybody(id) : ledger.acquire(id)) },
    })),
  },
  {
    guard: 'staging',
    how: 'nobody is told which mount target of a file system was written last',
    noticedBy: 'one-at-a-time',
    app: withPorts(({ ledger }) => ({ ledger: { ...ledger, stage: async () => true } })),
  },
  {
    guard: 'right-clock',
    how: 'a machine whose clock is minutes off takes leases all the same',
    noticedBy: 'leases-hold',
    app: withPorts(({ ledger }) => ({ ledger: { ...ledger, acquire: ledgerOfAnyTime.acquire } })),
  },
  {
    guard: 're-read',
    how: 'under the lease, the groups are taken to be what they were when first read',
    noticedBy: 'no-write-outside-policy',
    app: withPorts(({ reader, actuator }) => {
      const first = new Map<string, Promise<Groups | undefined>>();
      return {
        reader: {
          ...reader,
          attachedGroups: (id) => {
            const answer = first.get(id) ?? reader.attachedGroups(id);
            first.set(id, answer);
            return answer;
          },
        },
        actuator: {
          replaceGroups: async (id, groups) => {
            first.delete(id);
            await actuator.replaceGroups(id, groups);
          },
        },
      };
    }),
  },
  {
    guard: 'intent',
    how: 'nothing is recorded before a write',
    noticedBy: 'intent-and-outcome',
    app: withPorts(({ ledger }) => ({ ledger: { ...ledger, intend: async () => true } })),
  },
  {
    guard: 'outcome',
    how: 'nothing is recorded after a write',
    noticedBy: 'intent-and-outcome',
    app: withPorts(({ ledger }) => ({ ledger: { ...ledger, conclude: async () => {} } })),
  },
  {
    guard: 'finishing-what-was-interrupted',
    how: 'nobody is told of an intent without an outcome, which then keeps others from writing',
    noticedBy: 'intent-and-outcome',
    app: withPorts(({ ledger }) => ({
      ledger: {
        ...ledger,
        record: async (id) => {
          const { pending: _, ...record } = await ledger.record(id);
          return record;
        },
        acquire: async (id) => {
          const held = await ledger.acquire(id);
          return held && { lease: held.lease };
        },
      },
    })),
  },
  {
    guard: 'verification',
    how: 'after a write, its own set is taken for what AWS shows',
    noticedBy: 'fixed-is-true',
    app: withPorts(({ reader, actuator }) => {
      const written = new Map<string, Groups>();
      return {
        reader: { ...reader, attachedGroups: async (id) => written.get(id) ?? reader.attachedGroups(id) },
        actuator: {
          replaceGroups: async (id, groups) => {
            written.set(id, groups);
            await actuator.replaceGroups(id, groups);
          },
        },
      };
    }),
  },
  {
    guard: 'no-blind-retry',
    how: 'a write whose answer was lost is sent again by the client',
    noticedBy: 'read-before-rewrite',
    app: withPorts(() => ({ actuator: efsActuator({ efsModify: clients.efs }) })),
  },
];
