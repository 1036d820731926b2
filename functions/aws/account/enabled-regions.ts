import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { ask } from '../client/ask.ts';
import { present } from '../client/read-answer.ts';
import type { Ec2 } from '../read/ec2-lists.ts';

/** EC2 DescribeRegions: those that are enabled in the account, by name. Throws as `Reader` does. */
export const enabledRegions = (ec2: Ec2): Promise<readonly string[]> => {
  const call = { action: 'ec2:DescribeRegions', about: 'all Regions' } as const;
  return ask(call, async () => {
    const { Regions } = await ec2().send(new DescribeRegionsCommand({}));
    return present(Regions, 'Regions', call)
      .map(({ RegionName }) => present(RegionName, 'RegionName', call))
      .sort();
  });
};
