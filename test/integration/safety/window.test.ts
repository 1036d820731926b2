import { expect, it } from 'vitest';
import { setClientConnections } from '../../../infra/local/world/storage.ts';
import { safely, safetyScene } from '../../support/safety-scene.ts';

const minute = 60_000;

interface Course {
  /** How long the policy watches, in minutes. */
  readonly observe: number;
  /** Milliseconds of the minute that have passed when the change is made. */
  readonly into?: number;
  /** Clients in the minute that starts so many minutes after the one of the change; 10 until then. */
  readonly clients: (minutes: number) => number | undefined;
}

/** Whether a change is kept over whose window clients take a course. */
const isKept = async ({ observe, into = 0, clients }: Course) => {
  const scene = await safetyScene({
    policy: safely(`{ staged: { observe: ${observe}m, connectionsDropPercent: 50 } }`),
  });
  const start = scene.clock.now();
  scene.clock.pass(into);
  setClientConnections(scene.aws.world, scene.fileSystem.id, (at) =>
    at < start ? 10 : clients((at - start) / minute),
  );
  expect(await scene.changed()).toMatchObject({ status: 'fixed' });
  scene.clock.pass((observe + 2) * minute);
  await scene.drain();
  const [last] = scene.findings.slice(-1);
  const kept = scene.groups()[0] === scene.wanted.id;
  expect(last?.reasons).toEqual(kept ? [] : ['connections-dropped']);
  return { kept, text: last?.explanation };
};

it.each([3, 20, 25, 27, 29])('clients that come back in minute %i of 30 were lost all the same', async (back) => {
  const { kept, text } = await isKept({ observe: 30, clients: (at) => (at < back ? 0 : 10) });
  expect(kept).toBe(false);
  expect(text).toContain('client connections fell from 10.0 to 0.0 (safety.staged.connectionsDropPercent is 50)');
});

it.each([
  { course: 'drop for a minute', clients: (at: number) => (at === 12 ? 0 : 10), kept: true },
  { course: 'drop for two minutes', clients: (at: number) => (at === 12 || at === 13 ? 0 : 10), kept: false },
  { course: 'are not counted for a minute', clients: (at: number) => (at === 12 ? undefined : 10), kept: true },
  { course: 'are not counted for two', clients: (at: number) => (at > 11 && at < 14 ? undefined : 10), kept: false },
  { course: 'drop in the last two minutes', clients: (at: number) => (at < 28 ? 10 : 0), kept: false },
  { course: 'drop only after the window', clients: (at: number) => (at < 30 ? 10 : 0), kept: true },
])('a change is kept after which clients $course: $kept', async ({ clients, kept }) => {
  expect(await isKept({ observe: 30, clients })).toMatchObject({ kept });
});

it.each([
  { observe: 1, into: 0 },
  { observe: 1, into: 20_000 },
  { observe: 2, into: 20_000 },
  { observe: 3, into: 20_000 },
])('a window of $observe min is judged by what there is of it, $into ms into a minute', async (when) => {
  expect(await isKept({ ...when, clients: () => 0 })).toMatchObject({ kept: false });
  expect(await isKept({ ...when, clients: () => 10 })).toMatchObject({ kept: true });
});
