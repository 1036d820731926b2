import { EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAwsProxy } from '../support/aws-proxy.ts';
import { environment } from '../support/environment.ts';
import { startLambda } from '../support/lambda.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { grantedTo } from '../support/role.ts';
import { underIamOfMoto, userOfMoto } from './iam-of-moto.ts';
import { stageOnMoto } from './stage.ts';
import { usableGroups } from './usable-groups.ts';

/** moto's IAM is never asked for what moto lacks. */
const lacking = 'ec2:GetSecurityGroupsForVpc';

const { account, right, wrong, template, stop, url } = await stageOnMoto();
const user = await userOfMoto(url, 'function');
const standIn = await userOfMoto(url, 'stand-in');
const proxy = await startAwsProxy({
  endpoint: url,
  granted: new Set([...grantedTo(template, 'Remediate'), ...grantedTo(template, 'Sweep')]),
  substitutes: { [lacking]: usableGroups(new EC2Client({ ...account.config, credentials: standIn.credentials })) },
});

beforeAll(async () => {
  await account.keepPolicy('/policy');
  await standIn.allow(['ec2:DescribeSecurityGroups']);
});
afterAll(async () => {
  await proxy.close();
  await stop();
});

interface Run {
  readonly name: 'remediate' | 'sweep';
  readonly actions: Iterable<string>;
  readonly event: unknown;
}

/** How a built function takes an event when moto's IAM allows it these actions alone. */
const runWith = async ({ name, actions, event }: Run) => {
  await user.allow(actions);
  const { accessKeyId, secretAccessKey } = user.credentials;
  const lambda = await startLambda(name, {
    ...environment(proxy.url),
    POLICY_URI: 'ssm:/policy',
    QUEUE_URL: `${proxy.url}/123456789012/work`,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  const outcome = await underIamOfMoto(url, () => lambda.invoke(event));
  await lambda.stop();
  return outcome;
};

const fixWith = async (actions: Iterable<string>) => {
  const { mountTargetId: id } = await account.mountTarget('web', [wrong]);
  const outcome = await runWith({ name: 'remediate', actions, event: modifiedEvent(id) });
  return { outcome, groups: await account.groupsOf(id) };
};

describe("the roles that the template gives, by the actions of moto's IAM", () => {
  it("let remediate put right what an event says was changed, for which none of that role's actions can be left out", async () => {
    const granted = grantedTo(template, 'Remediate');
    const fixed = { outcome: { answer: { summary: { fixed: 1 } } }, groups: [right] };
    expect(await fixWith(granted)).toMatchObject(fixed);

    const taken = [...proxy.used].filter((action) => action !== lacking);
    expect(taken).toContain('elasticfilesystem:ModifyMountTargetSecurityGroups');
    const fixedWithout: string[] = [];
    for (const action of taken) {
      const { groups } = await fixWith([...granted].filter((each) => each !== action));
      if (groups.includes(right)) fixedWithout.push(action);
    }
    expect(fixedWithout).toEqual([]);
    expect(await fixWith(granted)).toMatchObject(fixed);
  });

  it('let sweep find what drifted', async () => {
    await account.mountTarget('web', [wrong]);
    const outcome = await runWith({
      name: 'sweep',
      actions: grantedTo(template, 'Sweep'),
      event: { dryRun: true },
    });
    expect(outcome).toMatchObject({ answer: { summary: { 'would-fix': expect.any(Number) } } });
    expect(outcome).not.toHaveProperty('answer.summary.failed');
  });
});
