import { TerminalError } from '../../core/model/errors.ts';
import type { MountTargetId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import { sayReason } from '../../core/model/reason.ts';
import { paused, readOnly, standing } from '../gate/gate.ts';
import { type Check, checked } from '../ports/check.ts';
import type { SweepPorts } from './sweep.ts';

/** What of a deployment works, and what is to be changed. */
export interface Description {
  /** Whether it has the right to write, by its environment's word. */
  readonly writes: 'on' | 'off';
  readonly policyVersion?: string;
  /** The text of the policy in force. */
  readonly policyText?: string;
  readonly checks: readonly Check[];
}

/** Any mount target of the Region. */
const anyMountTarget = async ({ bulk, reader }: SweepPorts): Promise<MountTargetId | undefined> => {
  for await (const page of bulk.fileSystems())
    for (const { id } of page.filter(({ mountTargets }) => mountTargets > 0)) {
      const [target] = (await reader.mountTargetsOf(id)) ?? [];
      if (target) return target.id;
    }
  return undefined;
};

/** Reads a mount target's groups from EFS, which asks EC2 about the caller's rights as it does before a change. */
const grant = async (ports: SweepPorts): Promise<Omit<Check, 'check'>> => {
  if (ports.readOnly) return { ok: null, explanation: `Not tested: ${readOnly.text}, nor any to the interfaces.` };
  const id = await anyMountTarget(ports);
  if (id === undefined) return { ok: null, explanation: 'Not tested: there is no mount target to read.' };
  try {
    await ports.reader.attachedGroups(id);
    const works = `EFS and EC2 let the role read the groups of ${id}. The right to change them has the same condition.`;
    return { ok: true, explanation: works };
  } catch (error) {
    if (!(error instanceof TerminalError) || error.code !== 'access-denied') throw error;
    return { ok: false, explanation: `${error.message}.` };
  }
};

/** Whether anything may be written at the moment. */
const gate = async ({ ledger, clock, paused: byEnvironment }: SweepPorts): Promise<Omit<Check, 'check'>> => {
  const reasons = [...(byEnvironment ? [paused] : []), ...standing(await ledger.gate(), clock.now())];
  const text = reasons.map((reason) => `Not written: ${sayReason(reason)}.`).join(' ');
  return { ok: reasons.length === 0, explanation: text || 'The gate is open.' };
};

/** Tests what a deployment needs, by reads only. Rejects for nothing that it tests. */
export const describe = async (
  ports: SweepPorts,
  readPolicy: () => Promise<Policy>,
  checkResources: () => Promise<readonly Check[]>,
): Promise<Description> => {
  let read: Policy | undefined;
  const policy = checked('policy', async () => {
    read = await readPolicy();
    return { ok: true, explanation: `The policy is read; it has ${read.rules.length} rules.` };
  });
  const checks = [
    await policy,
    await checked('grant', () => grant(ports)),
    await checked('gate', () => gate(ports)),
    ...(await checkResources()),
  ];
  const policyText = read && ports.textOf(read);
  return {
    writes: ports.readOnly ? 'off' : 'on',
    ...(read && { policyVersion: read.version }),
    ...(policyText !== undefined && { policyText }),
    checks,
  };
};
