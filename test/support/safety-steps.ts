import type { SQSRecord } from 'aws-lambda';
import { RetryableError } from '../../functions/core/model/errors.ts';
import type { Finding } from '../../functions/core/model/finding.ts';
import { mountTargetId } from '../../functions/core/model/ids.ts';
import type { Ledger } from '../../functions/engine/ports/ledger.ts';
import type { Actuator, Ports } from '../../functions/engine/ports/ports.ts';
import { askedMessage } from './asked-message.ts';
import { crash } from './engine-crash.ts';
import { fileSystemIdOf, leaseMs, localPlace } from './engine-scene.ts';
import { type SafetyScene, terraform } from './safety-scene.ts';

type Write = Actuator['replaceGroups'];
type Named = { readonly id: string };
type On<Port extends keyof Ports> = { readonly ports: Pick<Ports, Port> };

/** The actuator of a scene, whose writes go otherwise. */
export const writing = ({ ports: { actuator } }: On<'actuator'>, replaceGroups: Write): Pick<Ports, 'actuator'> => ({
  actuator: { ...actuator, replaceGroups },
});

/** A call whose answer is lost. */
export const noAnswer = (): Promise<never> => Promise.reject(new RetryableError('no answer', { code: 'no-response' }));

/** Writes of which EFS takes the first and forgets it; `instead` is what happens. */
export const losing = (it: On<'actuator'>, instead = () => {}): Pick<Ports, 'actuator'> => {
  let writes = 0;
  return writing(it, async (...change) => {
    writes += 1;
    if (writes === 1) instead();
    else await it.ports.actuator.replaceGroups(...change);
  });
};

/** Lets an invocation die over its write, which lands or not; `begin` sets it off. Its lease has run out afterwards. */
export const dieOverWrite = async (
  it: SafetyScene,
  {
    lands = true,
    begin = (over: Partial<Ports>): unknown => it.changed(it.mountTarget, terraform, over),
  }: { readonly lands?: boolean; readonly begin?: (over: Partial<Ports>) => unknown } = {},
): Promise<void> => {
  const dead = crash();
  begin(
    writing(it, async (...change) => {
      if (lands) await it.ports.actuator.replaceGroups(...change);
      await dead.here();
    }),
  );
  await dead.reached;
  it.clock.pass(leaseMs);
};

/** The ledger of a scene, where something happens before the first call of one of its methods. */
export const meanwhile = (
  { ports: { ledger } }: On<'ledger'>,
  method: keyof Ledger,
  happen: () => unknown,
): Pick<Ports, 'ledger'> => {
  let isOver = false;
  const call = async (...asked: unknown[]): Promise<unknown> => {
    if (!isOver) {
      isOver = true;
      await happen();
    }
    return (ledger[method] as (...asked: unknown[]) => unknown)(...asked);
  };
  return { ledger: { ...ledger, [method]: call } };
};

/** The ledger of a scene, of which some methods do not answer. */
export const silent = ({ ports: { ledger } }: On<'ledger'>, ...methods: readonly (keyof Ledger)[]) => {
  const call = () => Promise.reject(new RetryableError('the ledger is away', { code: 'throttled' }));
  return { ledger: { ...ledger, ...Object.fromEntries(methods.map((method) => [method, call])) } };
};

/** What the ledger knows of the file system of a scene. */
export const recordOf = async (it: Pick<SafetyScene, 'ports' | 'fileSystem'>) =>
  (await it.ports.ledger.read([fileSystemIdOf(it.fileSystem)])).record(fileSystemIdOf(it.fileSystem));

/** The newest changes on record of the file system of a scene. */
export const changesOf = async (it: Pick<SafetyScene, 'ports' | 'fileSystem'>) =>
  (await it.ports.ledger.history(fileSystemIdOf(it.fileSystem), fileSystemIdOf(it.fileSystem), 1000)).changes;

/** Has a mount target, or the file system of a scene, held for a day from a time on, unless said otherwise. */
export const hold = async (it: SafetyScene, { id }: Named = it.mountTarget, say: object = {}) => {
  const at = it.clock.now();
  const placed = { until: at + 86_400_000, reason: 'INC-0', by: 'a person', at, ...say };
  await it.ports.ledger.hold(fileSystemIdOf(it.fileSystem), mountTargetId(id) ?? fileSystemIdOf(it.fileSystem), placed);
  return placed;
};

/** The order to put a mount target back. */
export const revertOf = ({ id }: Named, say: object = {}) => ({
  revert: id,
  until: '2026-11-30',
  by: 'ana',
  reason: 'INC-1',
  ...say,
});

/** What was asked of the region queue since the last time, as messages that were sent now. */
export const takeAsked = (it: Pick<SafetyScene, 'asked' | 'clock'>): readonly SQSRecord[] =>
  it.asked
    .splice(0)
    .map((item, index) => askedMessage(`asked-${index}`, { version: 2, ...localPlace, ...item }, it.clock.now()));

/** Reads a plan by a dry run, and confirms it. */
export const confirmPlan = async (it: Pick<SafetyScene, 'sweep'>, over: { readonly paused?: boolean } = {}) => {
  const { fingerprint } = await it.sweep({ dryRun: true }, over);
  return it.sweep({ confirm: fingerprint, by: 'ana', reason: 'INC-0' }, over);
};

/** How findings ended, with their reasons, in alphabetical order. */
export const endings = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ status, reasons }) => [status, ...reasons].join(' ')).toSorted();

/** A scene whose file system has three mount targets that drifted. */
export const three = (it: SafetyScene) => {
  const all = [it.mountTarget, ...it.addTargets(2)];
  return {
    ...it,
    all,
    /** Has all of them looked at by one invocation, and says how that ended. */
    lookAtAll: async (over: Partial<Ports> = {}) =>
      endings((await it.invoke({ fileSystemIds: [it.fileSystem.id] }, over)).results),
    /** How many have the groups that the policy wants. */
    right: () => all.filter((each) => it.groupsOf(each)[0] === it.wanted.id).length,
  };
};
