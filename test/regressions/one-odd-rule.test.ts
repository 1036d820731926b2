import type { DescribeSecurityGroupsResult } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { addGroup, addVpc } from '../../infra/local/world/network.ts';
import { safely, safetyScene } from '../support/safety-scene.ts';

/** A region where EC2 answers, of one group, with a rule whose source is of a kind that is not known here. */
const regionWith = async (oddOne: (it: Awaited<ReturnType<typeof safetyScene>>) => string) => {
  const it = await safetyScene({ policy: safely('{ nfsOpenToWorld: refuse }') });
  const id = oddOne(it);
  it.clients.ec2().middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { SecurityGroups = [] } = answer.output as DescribeSecurityGroupsResult;
      const odd = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }];
      for (const group of SecurityGroups) if (group.GroupId === id) group.IpPermissions = odd;
      return answer;
    },
    { step: 'initialize' },
  );
  return it;
};

it('hides no other group of the region: what drifted is found and put right', async () => {
  const region = await regionWith(({ aws: { world } }) => {
    const vpcId = addVpc(world, { cidr: '10.9.0.0/16' }).id;
    return addGroup(world, { name: 'unrelated', vpcId, rules: [{ peer: { cidrIpv4: '10.9.0.0/16' } }] }).id;
  });
  expect(await region.sweep()).toMatchObject({ checked: 1, queued: 1 });
  await region.drain();
  expect(region.groups()).toEqual([region.wanted.id]);
});

it('counts as open in its own group, which is attached to nothing', async () => {
  const region = await regionWith(({ wanted }) => wanted.id);
  const refused = { status: 'refused', reasons: expect.arrayContaining(['nfs-open-to-world']) };
  expect(await region.changed()).toMatchObject({
    ...refused,
    explanation: expect.stringContaining(`the rules of nfs-prod (${region.wanted.id}) could not be read`),
  });
  expect(await region.sweep()).toMatchObject({ queued: 0, results: [refused] });
  expect(region.groups()).toEqual([region.stray.id]);
});
