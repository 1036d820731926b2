import type { Finding } from '../../core/model/finding.ts';
import type { MountTarget } from '../../core/model/live-state.ts';
import { type Policy, type Safety, safetyOf } from '../../core/model/policy.ts';
import { type RefusedClient, refusedClients } from '../../core/nfs/refused-clients.ts';
import { atMost } from '../async/at-most.ts';
import { together } from '../async/together.ts';
import { saying } from '../findings/report.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { FlowLogReader } from '../ports/flow-log.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change } from '../ports/record/change.ts';

/** How long after a change clients that are refused by it are looked for, in ms: a week, so that a weekly job is found. */
const lookedForMs = 7 * 86_400_000;

/** Changed mount targets that one sweep asks the flow log about, the last changed first, and how many at once. */
const mostAsked = { all: 20, atOnce: 5 };

type RefusedPorts = Pick<Ports, 'clock' | 'journal' | 'flowLogs'> & { readonly ledger: Pick<Ledger, 'between'> };

/** Where a mount target is. */
type Place = Required<Pick<MountTarget, 'networkInterfaceId' | 'vpcId'>>;

/** Who was refused since a change that it was judged to hurt, or that was let in before it. */
const refusedSince = async (
  flowLogs: FlowLogReader,
  { at, losers = [] }: Change,
  place: Place,
  { logGroup, windowMs }: NonNullable<Safety['clients']['flowLogs']>,
  now: number,
): Promise<readonly RefusedClient[]> => {
  const question = { ...place, logGroup };
  const { rejected } = await flowLogs.flows({ ...question, sources: [], from: at, to: now });
  if (rejected.length === 0) return [];
  const sources = rejected.map(({ address }) => address);
  const { accepted } = await flowLogs.flows({ ...question, sources, from: at - windowMs, to: at });
  return refusedClients({ rejected }, { losers, accepted: accepted.map(({ address }) => address) }).refused;
};

const shown = 10;

const told = (finding: Finding, { changeId, mountTargetId }: Change, refused: readonly RefusedClient[]): Finding => {
  const names = refused.slice(0, shown).map(({ address, origins }) => [address, ...origins].join(' from '));
  const rest = refused.length > shown ? ` and ${refused.length - shown} more` : '';
  const said = saying(
    finding,
    `Warning: flow logs show that ${names.join(', ')}${rest} cannot reach NFS since change ${changeId}; to undo it, send {"revert": "${mountTargetId}", "change": "${changeId}", …}.`,
  );
  return { ...said, warnings: [...finding.warnings, 'clients-refused'] };
};

/**
 * A survey with a warning on every mount target that was changed within a week and has refused packets since of clients that the
 * change was judged to hurt, or that were let in before it. Only where the policy names a flow log.
 */
export const withRefusedClients = async (
  { ledger, clock, journal, flowLogs }: RefusedPorts,
  policy: Policy,
  surveyed: readonly Surveyed[],
): Promise<readonly Surveyed[]> => {
  const logOf = ({ rule }: Change) => safetyOf(policy, rule).clients.flowLogs;
  const isRead = [policy.safety, ...policy.rules.map(({ safety }) => safety)].some((it) => it?.clients.flowLogs);
  if (!flowLogs || !isRead) return surveyed;
  const now = clock.now();
  try {
    const { changes } = await ledger.between(now - lookedForMs, now, 200);
    const last = new Map(changes.toReversed().map((change) => [change.mountTargetId, change]));
    const limited = atMost(mostAsked.atOnce);
    const asked = surveyed.flatMap(({ finding, basis }) => {
      const change = finding.mountTargetId ? last.get(finding.mountTargetId) : undefined;
      const log = change?.status === 'fixed' ? logOf(change) : undefined;
      const { networkInterfaceId, vpcId } = basis?.live.mountTarget ?? {};
      return change && log && networkInterfaceId && vpcId
        ? [{ finding, change, log, at: { networkInterfaceId, vpcId } }]
        : [];
    });
    const newest = asked.toSorted((a, b) => b.change.at - a.change.at).slice(0, mostAsked.all);
    const answers = newest.map(({ finding, change, log, at }) =>
      limited(async () => [finding, { change, refused: await refusedSince(flowLogs, change, at, log, now) }] as const),
    );
    const found = new Map(await together(answers));
    return surveyed.map((it) => {
      const { change, refused = [] } = found.get(it.finding) ?? {};
      return change && refused.length > 0 ? { ...it, finding: told(it.finding, change, refused) } : it;
    });
  } catch (error) {
    journal.warn('clients that a change may have shut out are not looked for; the next sweep does it', { error });
    return surveyed;
  }
};
