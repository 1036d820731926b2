import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { addPrefixList } from '../../../infra/local/world/network.ts';
import { sg } from './ids.ts';
import { localReader } from './local-reader.ts';
import { ec2Error, type Reply, wireStub, xml } from './wire-stub.ts';

const nfs = { protocol: 'tcp', fromPort: 2049, toPort: 2049 };

/** What EC2 answers of one group with one permission. */
const answering = (permission: string): Reply =>
  xml(
    'DescribeSecurityGroups',
    `<securityGroupInfo><item><groupId>${sg(1)}</groupId><ipPermissions>${permission}</ipPermissions></item></securityGroupInfo>`,
  );
const fromList = answering(
  '<item><ipProtocol>-1</ipProtocol><prefixListIds><item><prefixListId>pl-1</prefixListId></item></prefixListIds></item>',
);

const against = async (...replies: readonly [Reply, ...Reply[]]) => {
  const { client, requests } = await wireStub(...replies);
  return { requests, reader: awsReader(awsClients({ ...client, maxAttempts: 1 })) };
};

describe('the rules of groups', () => {
  it('are the inbound ones, one for each source', async () => {
    const { world, reader, add } = localReader();
    const other = add({ name: 'clients' });
    const list = addPrefixList(world, { name: 'offices', entries: [{ cidr: '192.0.2.0/24' }, { cidr: '10.0.0.0/8' }] });
    const group = add({
      name: 'servers',
      rules: [
        { peer: { cidrIpv4: '10.1.0.0/16' } },
        { peer: { cidrIpv6: '2001:db8::/32' } },
        { peer: { groupId: other } },
        { peer: { prefixListId: list.id } },
        { peer: { cidrIpv4: '0.0.0.0/0' }, isEgress: true },
      ],
    });
    expect(await reader.rules([group])).toEqual(
      new Map([
        [
          group,
          [
            { ...nfs, source: { kind: 'cidr', cidr: '10.1.0.0/16' } },
            { ...nfs, source: { kind: 'cidr', cidr: '2001:db8::/32' } },
            { ...nfs, source: { kind: 'group', groupId: other } },
            { ...nfs, source: { kind: 'prefix-list', id: list.id, entries: ['192.0.2.0/24', '10.0.0.0/8'] } },
          ],
        ],
      ]),
    );
  });

  it('of all traffic have no ports', async () => {
    const { reader } = await against(
      answering('<item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>'),
    );
    expect(await reader.rules([sg(1)])).toEqual(
      new Map([[sg(1), [{ protocol: '-1', source: { kind: 'cidr', cidr: '0.0.0.0/0' } }]]]),
    );
  });

  it('name a group of another account by its id, and say that it is', async () => {
    const { reader } = await against(
      answering(
        `<item><ipProtocol>tcp</ipProtocol><fromPort>2049</fromPort><toPort>2049</toPort><groups><item>
           <userId>999988887777</userId><groupId>${sg(9)}</groupId><vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId>
         </item></groups></item>`,
      ),
    );
    expect((await reader.rules([sg(1)])).get(sg(1))).toEqual([
      { ...nfs, source: { kind: 'group', groupId: sg(9), isForeign: true } },
    ]);
  });

  it.each([
    { status: 'active', isStale: false },
    { status: 'deleted', isStale: true },
    { status: 'expired', isStale: true },
  ])('say of a group behind a peering connection that is $status whether packets can come: $isStale', async (say) => {
    const { reader } = await against(
      answering(
        `<item><ipProtocol>tcp</ipProtocol><fromPort>2049</fromPort><toPort>2049</toPort><groups><item>
           <groupId>${sg(9)}</groupId><peeringStatus>${say.status}</peeringStatus>
         </item></groups></item>`,
      ),
    );
    const source = { kind: 'group', groupId: sg(9), ...(say.isStale && { isStale: true }) };
    expect((await reader.rules([sg(1)])).get(sg(1))).toEqual([{ ...nfs, source }]);
  });

  it('are none for a group that lets nothing in, and absent for one that does not exist', async () => {
    const { reader, add } = localReader();
    const closed = add({ name: 'closed' });
    expect(await reader.rules([closed, sg(1)])).toEqual(new Map([[closed, []]]));
  });

  it('of no groups are asked of nobody', async () => {
    const { aws, reader } = localReader();
    expect(await reader.rules([])).toEqual(new Map());
    expect(aws.calls.total()).toBe(0);
  });

  it('are read two hundred groups at a time, each once, from every page', async () => {
    const { aws, reader, add } = localReader();
    const groups = Array.from({ length: 201 }, (_, n) => add({ name: `g-${n}` }));
    expect([...(await reader.rules([...groups, ...groups])).keys()].sort()).toEqual([...groups].sort());
    expect(aws.calls.counts()).toEqual({ 'ec2:DescribeSecurityGroups': 2 });
    const { requests, reader: paged } = await against(
      xml('DescribeSecurityGroups', '<securityGroupInfo/><nextToken>two</nextToken>'),
      answering(''),
    );
    expect(await paged.rules([sg(1)])).toEqual(new Map([[sg(1), []]]));
    expect(requests.map(({ body }) => new URLSearchParams(body).get('NextToken'))).toEqual([null, 'two']);
  });

  const odd = (permissions: string) => `<item><groupId>${sg(1)}</groupId>${permissions}</item>`;
  const oddRule = (rule: string) => odd(`<ipPermissions><item>${rule}</item></ipPermissions>`);
  it.each([
    { what: 'no list of rules', group: odd('') },
    {
      what: 'a rule without protocol',
      group: oddRule('<ipRanges><item><cidrIp>10.0.0.0/8</cidrIp></item></ipRanges>'),
    },
    {
      what: 'a rule whose source is of no known kind',
      group: oddRule('<ipProtocol>-1</ipProtocol><planets><item/></planets>'),
    },
    {
      what: 'a source that is not one',
      group: oddRule('<ipProtocol>-1</ipProtocol><groups><item><groupId>amazon-elb-sg</groupId></item></groups>'),
    },
  ])('are unknown, never fewer, for a group with $what, and known for the others', async ({ group }) => {
    const others = [2, 3].map((n) => `<item><groupId>${sg(n)}</groupId><ipPermissions/></item>`);
    const [before = '', after = ''] = others;
    const reply = xml('DescribeSecurityGroups', `<securityGroupInfo>${before}${group}${after}</securityGroupInfo>`);
    const { reader } = await against(reply);
    expect([...(await reader.rules([sg(1), sg(2), sg(3)])).keys()]).toEqual([sg(2), sg(3)]);
  });

  it.each([
    { what: 'no groups at all', reply: xml('DescribeSecurityGroups', ''), says: 'without SecurityGroups' },
    {
      what: 'a group that has no id',
      reply: xml('DescribeSecurityGroups', '<securityGroupInfo><item><ipPermissions/></item></securityGroupInfo>'),
      says: 'without GroupId',
    },
  ])('are a fault with $what', async ({ reply, says }) => {
    const { reader } = await against(reply);
    await expect(reader.rules([sg(1)])).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'aws-error',
      message: expect.stringContaining(says),
    });
  });
});

describe('a prefix list', () => {
  it('is read once for all rules that name it, from every page', async () => {
    const { aws, world, reader, add } = localReader();
    const entries = Array.from({ length: 101 }, (_, n) => ({ cidr: `10.0.${n}.0/24` }));
    const { id } = addPrefixList(world, { name: 'offices', entries });
    const peer = { prefixListId: id };
    const rules = await reader.rules([
      add({ name: 'one', rules: [{ peer }, { peer, fromPort: 111, toPort: 111 }] }),
      add({ name: 'two', rules: [{ peer }] }),
    ]);
    const sources = [...rules.values()].flat().map(({ source }) => source);
    expect(sources).toEqual(Array(3).fill({ kind: 'prefix-list', id, entries: entries.map(({ cidr }) => cidr) }));
    expect(aws.calls.counts()).toEqual({ 'ec2:DescribeSecurityGroups': 1, 'ec2:GetManagedPrefixListEntries': 2 });
  });

  it.each([
    { when: 'it does not exist', reply: ec2Error(400, 'InvalidPrefixListID.NotFound') },
    { when: 'it may not be read', reply: ec2Error(403, 'UnauthorizedOperation') },
    { when: 'its answer cannot be read', reply: xml('GetManagedPrefixListEntries', '<entrySet><item/></entrySet>') },
  ])('has no entries when $when', async ({ reply }) => {
    const { reader } = await against(fromList, reply);
    const source = { kind: 'prefix-list', id: 'pl-1' };
    expect((await reader.rules([sg(1)])).get(sg(1))).toStrictEqual([{ protocol: '-1', source }]);
  });

  it('that AWS may show later makes the look come back later', async () => {
    const { reader } = await against(fromList, ec2Error(503, 'RequestLimitExceeded'));
    await expect(reader.rules([sg(1)])).rejects.toMatchObject({ name: 'RetryableError', code: 'throttled' });
  });
});
