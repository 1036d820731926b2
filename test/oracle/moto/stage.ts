import { createTables } from '../../../infra/local/tables.ts';
import { type AwsProxy, startAwsProxy } from '../support/aws-proxy.ts';
import { startMoto } from '../support/moto.ts';
import { grantedTo } from '../support/role.ts';
import { tableGrants } from '../support/table-grants.ts';
import { transformed } from '../support/template.ts';
import { createWorkQueue } from '../support/work-queue.ts';
import { accountIn } from './account.ts';
import { usableGroups } from './usable-groups.ts';

/** moto with mountguard's tables and queues, and in it a group that the policy of these tests wants, and another. */
export const stageOnMoto = async () => {
  const moto = await startMoto();
  await createTables({ endpoint: moto.url });
  const account = await accountIn(moto.url);
  const template = await transformed();
  const proxies: AwsProxy[] = [];
  return {
    url: moto.url,
    template,
    account,
    right: await account.group('web'),
    wrong: await account.group('other'),
    queue: await createWorkQueue(moto.url),
    regionQueue: await createWorkQueue(moto.url, {}, 'asked'),
    /** Starts a proxy to moto that allows what the role of one of the template's functions allows. */
    async proxyFor(name: 'Remediate' | 'Sweep') {
      const granted = grantedTo(template, name);
      const substitutes = { 'ec2:GetSecurityGroupsForVpc': usableGroups(account.ec2) };
      const allows = tableGrants(template, name);
      const proxy = await startAwsProxy({ endpoint: moto.url, granted, allows, substitutes });
      proxies.push(proxy);
      return { ...proxy, granted };
    },
    async stop() {
      for (const proxy of proxies) await proxy.close();
      await moto.stop();
    },
  };
};
