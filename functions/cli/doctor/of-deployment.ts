import { configRecorder } from '../../aws/account/config-recorder.ts';
import { deniedTo, roleOf } from '../../aws/account/role.ts';
import type { StackResource } from '../../aws/account/stack-resources.ts';
import { groupsQuota, isRuleEnabled, readSchedule } from '../../aws/account/watchers.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Description } from '../../engine/sweep/describe.ts';
import { count, sayAgo } from '../../report/say.ts';
import { clock } from '../../runtime/time.ts';
import type { Deployment, Session } from '../session/session.ts';
import { type Found, fail, ok, warn } from './diagnose.ts';

/** The resources of a type. */
export const typed = (resources: readonly StackResource[], type: string): readonly StackResource[] =>
  resources.filter((it) => it.type === type);

/** How long ago a time in epoch milliseconds was. */
const ago = (at: number): string => sayAgo(new Date(at).toISOString(), new Date(clock.now()).toISOString());

/** Whether the stack is whole, and since when. */
export const checkStack = (deployment: Deployment, resources: readonly StackResource[]): Found => {
  const { stack, version } = deployment;
  const at = Math.max(0, ...resources.map((it) => it.at));
  const broken = resources.filter(({ status }) => /FAILED|ROLLBACK|IN_PROGRESS/.test(status));
  const said = `${stack}, version ${version ?? 'unknown'}, deployed ${ago(at)}`;
  if (broken.length === 0) return ok(said);
  return fail(
    `${said}; ${broken[0]?.logical} is ${broken[0]?.status}`,
    `aws cloudformation describe-stack-events --stack-name ${stack}`,
  );
};

/** What the function's role is asked for when it reads. */
const reads = [
  'elasticfilesystem:DescribeFileSystems',
  'elasticfilesystem:DescribeMountTargets',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:GetSecurityGroupsForVpc',
  'ec2:DescribeVpcs',
];

/** Whether remediate may read, by IAM's simulation. */
export const checkReads = async ({ remediateFunction }: Deployment, { options }: Session): Promise<Found> => {
  const denied = await deniedTo(await roleOf(remediateFunction, options), reads, options);
  if (denied.length === 0) return ok('EFS, EC2; the role of remediate may, too (simulated)');
  return fail(
    `the role of remediate may not ${denied.join(', ')} (simulated)`,
    'deploy template.yaml again, or look for a service control policy or a permissions boundary that denies it',
  );
};

/** Whether anything may be written, by the self-test of the deployment. */
export const checkWrites = ({ writes, checks }: Description): Found => {
  const test = checks.find(({ check }) => check === 'grant');
  if (writes === 'off')
    return warn(
      'the deployment has no right to write: it reports only',
      'sam deploy with Writes=on once the plan is what you want',
    );
  if (test?.ok === false) return fail(test.explanation, 'see "Permissions" in infra/operating.md');
  return test?.ok ? ok(test.explanation) : warn(test?.explanation ?? 'not tested');
};

/** The policy in force against the file beside you. */
export const checkPolicy = ({ policyVersion, checks }: Description, uri: string, beside: string | undefined): Found => {
  const test = checks.find(({ check }) => check === 'policy');
  if (!policyVersion)
    return fail(`${uri}: ${test?.explanation ?? 'it cannot be read'}`, 'mountguard validate FILE shows every fault');
  const shown = `${uri} ${policyVersion.slice(0, 8)}`;
  if (beside === undefined) return ok(shown);
  if (beside === policyVersion) return ok(`${shown} = ./policy.yaml`);
  return warn(
    `${shown} is not ./policy.yaml (${beside.slice(0, 8)})`,
    'mountguard simulate policy.yaml --against deployed shows what would change',
  );
};

/** The rules for events of AWS Config, which a stack parameter disables. */
const ofConfig = ['ConfigChanges', 'ConfigGroupChanges'];

/** What a check of the deployment says where it failed. */
export const wrongIn = (checks: Description['checks'], name: string): string | undefined =>
  checks.find(({ check, ok }) => check === name && ok === false)?.explanation;

/** Where a person reads what the key's policy must allow. */
export const keysPolicy = 'see "The key\'s policy" in infra/landing-zone.md';

/** Whether events are let in. */
export const checkRules = async (
  resources: readonly StackResource[],
  { options }: Session,
  checks: Description['checks'],
): Promise<Found> => {
  const lost = wrongIn(checks, 'key-for-events');
  if (lost) return fail(lost, keysPolicy);
  const rules = typed(resources, 'AWS::Events::Rule');
  const states = await Promise.all(
    rules.map(async ({ logical, physical }) => ({ logical, physical, on: await isRuleEnabled(physical, options) })),
  );
  const off = states.filter(({ on, logical }) => !on && !ofConfig.includes(logical));
  const [on, without] = [true, false].map((is) => states.filter((it) => it.on === is).map(({ logical }) => logical));
  if (off.length === 0)
    return ok(`${on?.join(', ')} enabled${without?.length ? `; ${without.join(', ')} not (ConfigTriggers)` : ''}`);
  return fail(
    `${off.map(({ logical }) => logical).join(', ')} disabled: those events do not arrive`,
    `aws events enable-rule --name ${off[0]?.physical}`,
  );
};

/** How old the last sweep may be, in ms, before something is wrong with an hourly schedule. */
const overdueMs = 3 * 3_600_000;

/** Whether sweeps are made. */
export const checkSweep = async (
  resources: readonly StackResource[],
  { options }: Session,
  sweptAt: number | undefined,
): Promise<Found> => {
  const [schedule] = typed(resources, 'AWS::Scheduler::Schedule');
  const timer = schedule && (await readSchedule(schedule.physical, options));
  const last = sweptAt === undefined ? 'none has ended yet' : `last ${ago(sweptAt)}`;
  const said = `${last}; schedule ${timer?.expression ?? 'unknown'}`;
  if (timer && !timer.isEnabled)
    return fail(
      `${said} is disabled`,
      `enable the schedule ${schedule?.physical} in EventBridge Scheduler, or deploy again`,
    );
  if (sweptAt === undefined || clock.now() - sweptAt > overdueMs)
    return warn(
      said,
      'sweep-overdue.md in infra/runbooks of the clone that was deployed says why; mountguard plan shows what it would find',
    );
  return ok(said);
};

/** What Config is to record, so that its events show a change of a mount target's groups. */
const recorded = ['AWS::EC2::NetworkInterface', 'AWS::EC2::SecurityGroup'];

/** Whether AWS Config records what its events are looked at for. */
export const checkConfig = async (resources: readonly StackResource[], { options }: Session): Promise<Found> => {
  const rule = resources.find(({ logical }) => logical === ofConfig[0]);
  if (!rule || !(await isRuleEnabled(rule.physical, options))) return ok('not used (stack parameter ConfigTriggers)');
  const recorder = await configRecorder(options);
  const until = 'until then CloudTrail and the sweep find drift';
  if (!recorder)
    return warn(
      `AWS Config has no recorder here: its events do not arrive; ${until}`,
      'turn AWS Config on in this Region, or deploy with ConfigTriggers=false',
    );
  if (!recorder.isOn)
    return warn(
      `recorder ${recorder.name} is stopped: events of AWS Config do not arrive; ${until}`,
      `aws configservice start-configuration-recorder --configuration-recorder-name ${recorder.name}`,
    );
  const missing = recorded.filter((type) => !recorder.records(type));
  return missing.length === 0
    ? ok(`recorder ${recorder.name} records network interfaces and security groups`)
    : warn(
        `recorder ${recorder.name} does not record ${missing.join(', ')}; ${until}`,
        `add ${missing.join(' and ')} to the recorder, or deploy with ConfigTriggers=false`,
      );
};

/** What a policy allows against what AWS does. */
export const checkQuota = async ({ limits }: Policy, { options }: Session): Promise<Found> => {
  const quota = await groupsQuota(options);
  const ours = limits.securityGroupsPerMountTarget;
  if (quota === undefined) return warn('AWS does not say how many security groups an interface may have');
  if (ours <= quota) return ok(`an interface may have ${count(quota, 'security group')}, the policy says ${ours}`);
  return fail(
    `an interface may have ${count(quota, 'security group')}, and the policy says ${ours}`,
    `set limits.securityGroupsPerMountTarget to ${quota}, or ask for more: aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-2AFB9258 --desired-value ${ours}`,
  );
};
