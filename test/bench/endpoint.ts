import { localAws } from '../../infra/local/local-aws.ts';
import { createTables } from '../../infra/local/tables.ts';
import { seedAccount } from '../../infra/local/world/seed.ts';

// A process of its own: a local account of so many file systems with three mount targets each, as the policy wants them.
// It ends with its input, and so with whoever started it.
process.stdin.resume().once('end', () => process.exit());
const aws = localAws();
seedAccount(aws.world, {
  fileSystems: Number(process.argv[2]),
  tags: () => ({ environment: 'production', team: 'data', 'cost-center': '4711' }),
  groups: [{ name: 'nfs', tags: { 'nfs-clients': 'production' } }],
});
const { url } = await aws.listen();
await createTables({ endpoint: url });
console.log(url);
