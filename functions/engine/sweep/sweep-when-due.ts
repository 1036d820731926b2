import { RetryableError } from '../../core/model/errors.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import { POLICY_CHANGE } from '../gate/gate.ts';
import { listingLagMs } from '../observe/listing-lag.ts';
import type { SurveyLease } from '../ports/ledger.ts';
import type { SweepResult } from '../ports/sweep-result.ts';
import type { RegionItem } from '../ports/work-queue.ts';
import { bearsOnMountTargets } from './group-change.ts';
import { type Occasion, type SweepPorts, type Swept, sweep } from './sweep.ts';

/** How long a survey is waited for that does not end, in ms: longer than the function may run. */
const leaseMs = 330_000;

/**
 * How far the clock of the queue and that of the last survey may be apart, in ms, for it to be known which was first: a
 * machine that is further off takes no lease.
 */
const clocksApartMs = 10_000;

/** Does a sweep under the lease on surveys of the Region, and remembers when it began and where it got to. */
const underLease = async (
  { ledger, clock, journal }: SweepPorts,
  lease: SurveyLease,
  work: () => Promise<Swept | undefined>,
): Promise<SweepResult | undefined> => {
  const began = clock.now();
  let swept: Swept | undefined;
  try {
    swept = await work();
    return swept?.result;
  } finally {
    try {
      // One that did not read everything answers no question.
      await ledger.endSurvey(lease, swept && swept.reached === undefined ? began : undefined, swept?.reached);
    } catch (error) {
      journal.warn('the lease on surveys is not given back; it will expire', { error });
    }
  }
};

/** What sets a sweep off, which begins behind where the last one got to. */
const occasionOf = (cause: string, { reached }: SurveyLease): Occasion => ({
  cause,
  dryRun: false,
  ...(reached !== undefined && { after: reached }),
});

const nothingDone = ({ version }: Policy, skipped: string): SweepResult => ({
  checked: 0,
  summary: {},
  queued: 0,
  policyVersion: version,
  fingerprint: '',
  skipped,
  results: [],
});

/** The sweep of a schedule, or of a person: one of the Region at a time, so that it is left out while another is under way. */
export const sweepOnSchedule = async (
  ports: SweepPorts,
  policy: Policy,
  say: Pick<Occasion, 'scheduled' | 'planOnly'> = { scheduled: true },
): Promise<SweepResult> => {
  const lease = await ports.ledger.beginSurvey(leaseMs);
  const under = 'Another sweep of this account and Region is under way; it looks at every mount target.';
  if (!lease) return nothingDone(policy, under);
  const work = () => sweep(ports, policy, { ...occasionOf('sweep', lease), ...say });
  return (await underLease(ports, lease, work)) ?? nothingDone(policy, under);
};

/** What was asked of the region queue, and when, in epoch milliseconds. */
export interface Asked extends RegionItem {
  readonly at: number;
}

/** Calls to a group that exists afterwards. */
const keepsGroup = /^(Create|Authorize|Revoke|Modify|Associate|Disassociate)SecurityGroup/;

/** Takes groups that EC2 does not list for gone; throws `RetryableError` while one may be too new to be listed. */
const believeUnlisted = (
  { clock, journal }: SweepPorts,
  asked: readonly Asked[],
  unlisted: readonly SecurityGroupId[],
): void => {
  const about = asked.filter(
    (it) => keepsGroup.test(it.cause) && it.securityGroupIds.some((id) => unlisted.includes(id)),
  );
  if (about.some(({ at }) => clock.now() - at < listingLagMs))
    throw new RetryableError(`EC2 does not list ${unlisted.join(', ')} yet`, { code: 'security-group-not-found' });
  if (about.length > 0) journal.warn('groups not listed by EC2; the next sweep will see to them', { unlisted });
};

/** Why a sweep is due for what was asked: `policy` when the policy is to be measured, `asked` for anything else; undefined when none is. */
const dueFor = async (
  ports: SweepPorts,
  policy: Policy,
  asked: readonly Asked[],
): Promise<'policy' | 'asked' | undefined> => {
  const { bulk, ledger } = ports;
  const aboutGroups = asked.filter((it) => it.securityGroupIds.length + it.prefixListIds.length > 0);
  const others = asked.filter((it) => !aboutGroups.includes(it));
  const isNew =
    others.some(({ cause }) => cause === POLICY_CHANGE) && (await ledger.gate()).measured !== policy.version;
  if (isNew) return 'policy';
  if (others.some(({ cause }) => cause !== POLICY_CHANGE)) return 'asked';
  for (const keys of [true, false]) {
    // Those that say which tags changed are about nothing else, so that they are asked about apart.
    const alike = aboutGroups.filter(({ changedTagKeys }) => (changedTagKeys !== undefined) === keys);
    const all = {
      securityGroupIds: [...new Set(alike.flatMap(({ securityGroupIds }) => securityGroupIds))],
      prefixListIds: [...new Set(alike.flatMap(({ prefixListIds }) => prefixListIds))],
      ...(keys && { changedTagKeys: [...new Set(alike.flatMap(({ changedTagKeys = [] }) => changedTagKeys))] }),
    };
    if (alike.length === 0) continue;
    const { bears, unlisted } = await bearsOnMountTargets(bulk, policy, all);
    if (bears) return 'asked';
    if (unlisted.length > 0) believeUnlisted(ports, alike, unlisted);
  }
  return undefined;
};

/**
 * Answers what was asked of the region queue by one sweep, unless none of it bears on any mount target, or a sweep that began
 * later has answered it. False while another sweep is under way: then it is to be asked again.
 */
export const sweepWhenAsked = async (ports: SweepPorts, policy: Policy, asked: readonly Asked[]): Promise<boolean> => {
  const due = await dueFor(ports, policy, asked);
  if (!due) return true;
  const lease = await ports.ledger.beginSurvey(leaseMs);
  if (!lease) return false;
  const { lastBegan = Number.NEGATIVE_INFINITY } = lease;
  // A sweep that began later may still have gone by the policy of before.
  const isAnswered = due !== 'policy' && asked.every(({ at }) => at < lastBegan - clocksApartMs);
  const occasion = occasionOf(asked[0]?.cause ?? 'sweep', lease);
  await underLease(ports, lease, async () => (isAnswered ? undefined : sweep(ports, policy, occasion)));
  return true;
};
