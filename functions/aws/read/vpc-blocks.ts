import { DescribeVpcsCommand, type Vpc } from '@aws-sdk/client-ec2';
import type { VpcId } from '../../core/model/ids.ts';
import type { VpcBlocks } from '../../core/nfs/known-clients.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { present } from '../client/read-answer.ts';
import type { Ec2 } from './ec2-lists.ts';

/** Each association has a state, and one that failed or ended stays in the answer for a while (EC2 API model, VpcCidrBlockStateCode). */
const isAssociated = (state: { readonly State?: string | undefined } | undefined): boolean =>
  state?.State === 'associated';

const blocksOf = ({ CidrBlockAssociationSet = [], Ipv6CidrBlockAssociationSet = [] }: Vpc): readonly string[] =>
  [
    ...CidrBlockAssociationSet.map((it) => isAssociated(it.CidrBlockState) && it.CidrBlock),
    ...Ipv6CidrBlockAssociationSet.map((it) => isAssociated(it.Ipv6CidrBlockState) && it.Ipv6CidrBlock),
  ].filter((block) => typeof block === 'string');

/** Reads the blocks of a VPC, its own or one shared with the account, and whose it is. */
export const vpcBlocks = (ec2: Ec2, id: VpcId): Promise<VpcBlocks> => {
  const call: Call = { action: 'ec2:DescribeVpcs', about: id };
  return ask(call, async () => {
    const { Vpcs = [] } = await ec2().send(new DescribeVpcsCommand({ VpcIds: [id] }));
    const vpc = present(Vpcs[0], 'the VPC', call);
    return { owner: present(vpc.OwnerId, 'OwnerId', call), blocks: blocksOf(vpc) };
  });
};
