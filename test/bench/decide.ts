import { Bench } from 'tinybench';
import { decide } from '../../functions/core/decide/decide.ts';
import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../functions/core/model/ids.ts';
import type { LiveState } from '../../functions/core/model/live-state.ts';
import { parsePolicy } from '../../functions/policy/parse-policy.ts';
import { must } from '../support/must.ts';
import { type Row, whole } from './row.ts';

const groupsInVpc = 50;

const policyOf = (rules: number) => {
  const text = Array.from(
    { length: rules },
    (_, i) =>
      `  - name: rule-${i}\n    when: { tags: { team: team-${i} } }\n    securityGroups: [{ tags: { nfs: "team-\${team}" } }]\n`,
  ).join('');
  const parsed = parsePolicy(`version: 1\nrules:\n${text}`, 'bench');
  if (!('policy' in parsed)) throw new Error(JSON.stringify(parsed.findings));
  return parsed.policy;
};

const hex = (n: number): string => n.toString(16).padStart(17, '0');

/** A file system that the last rule governs, in a VPC with 50 groups: the longest way through the rules. */
const worst = (rules: number): LiveState => ({
  mountTarget: {
    id: must(mountTargetId(`fsmt-${hex(1)}`)),
    fileSystemId: must(fileSystemId(`fs-${hex(1)}`)),
    vpcId: must(vpcId(`vpc-${hex(1)}`)),
    lifeCycleState: 'available',
  },
  fileSystem: {
    id: must(fileSystemId(`fs-${hex(1)}`)),
    owner: '123456789012',
    tags: new Map([['team', `team-${rules - 1}`]]),
  },
  attached: [must(securityGroupId(`sg-${hex(0)}`))],
  usable: Array.from({ length: groupsInVpc }, (_, i) => ({
    id: must(securityGroupId(`sg-${hex(i)}`)),
    name: `group-${i}`,
    owner: '123456789012',
    tags: new Map([['nfs', i === 1 ? `team-team-${rules - 1}` : `other-${i}`]]),
  })),
});

/** Decisions per second with 10 and with 1,000 rules, always on the file system that the last rule governs. */
export const decisions = async (): Promise<readonly Row[]> => {
  const bench = new Bench({ time: 500 });
  for (const rules of [10, 1000]) {
    const policy = policyOf(rules);
    const live = worst(rules);
    if (decide(live, policy, 0).status !== 'drifted') throw new Error('the measured decision should be drifted');
    bench.add(`${rules} rules`, () => void decide(live, policy, 0));
  }
  await bench.run();
  return bench.tasks.map((task) => {
    const { result } = task;
    if (!('throughput' in result)) throw new Error(`${task.name} did not complete`);
    return {
      what: `decisions per second, ${task.name}, last one governs`,
      ours: whole(result.throughput.mean),
      against: 'no bar: whether a policy can grow',
    };
  });
};
