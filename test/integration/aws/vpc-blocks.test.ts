import { expect, it } from 'vitest';
import { vpcId } from '../../../functions/core/model/ids.ts';
import { sharingReader } from '../../../functions/engine/observe/observe.ts';
import { addVpc } from '../../../infra/local/world/network.ts';
import { known, vpc } from './ids.ts';
import { localReader } from './local-reader.ts';

const idOf = ({ id }: { readonly id: string }) => known(vpcId(id));

it('reads the blocks of a VPC, both IPv4 and IPv6, as far as they are associated', async () => {
  const { world, reader } = localReader();
  addVpc(world);
  const plain = addVpc(world, { cidr: '10.1.0.0/16' });
  const moreBlocks = [
    { cidr: '100.64.0.0/16' },
    { cidr: '10.2.0.0/16', state: 'disassociated' },
    { cidr: '10.3.0.0/16', state: 'failing' },
    { cidr: '2600:1f18:1::/56' },
    { cidr: '2600:1f18:2::/56', state: 'associating' },
  ];
  const many = addVpc(world, { cidr: '10.1.0.0/16', moreBlocks });
  expect(await reader.vpcBlocks(idOf(plain))).toEqual({ owner: world.account, blocks: ['10.1.0.0/16'] });
  expect(await reader.vpcBlocks(idOf(many))).toEqual({
    owner: world.account,
    blocks: ['10.1.0.0/16', '100.64.0.0/16', '2600:1f18:1::/56'],
  });
});

it('is asked once for what shares an invocation', async () => {
  const { aws, world, reader } = localReader();
  const id = idOf(addVpc(world));
  const sharing = sharingReader(reader);
  expect(await Promise.all([sharing.vpcBlocks(id), sharing.vpcBlocks(id)])).toMatchObject([
    { blocks: ['10.0.0.0/16'] },
    { blocks: ['10.0.0.0/16'] },
  ]);
  expect(aws.calls.counts()).toEqual({ 'ec2:DescribeVpcs': 1 });
});

it('never takes a VPC that is not shown for one without blocks', async () => {
  const { reader } = localReader();
  await expect(reader.vpcBlocks(vpc)).rejects.toMatchObject({ name: 'TerminalError', message: /ec2:DescribeVpcs/ });
});
