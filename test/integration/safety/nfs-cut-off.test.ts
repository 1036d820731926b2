import { describe, expect, it } from 'vitest';
import { addGroup, addInterface, addPrefixList, addSubnet } from '../../../infra/local/world/network.ts';
import type { RulePeer } from '../../../infra/local/world/rule.ts';
import { type SafetyScene, safely, safetyScene } from '../../support/safety-scene.ts';

/** Clients in a group that only `stray` admits; with a running workload in it where said. */
const clientsOf = (it: SafetyScene, { running }: { readonly running: boolean }) => {
  const clients = addGroup(it.aws.world, { name: 'clients' });
  it.admit(it.stray, { peer: { groupId: clients.id } });
  const place = { subnetId: addSubnet(it.aws.world).id, groupIds: [clients.id] };
  addInterface(it.aws.world, running ? { ...place, instanceId: 'i-0123456789abcdef0' } : place);
  return clients;
};

describe('a change after which', () => {
  it('nothing could reach NFS any more is refused, and says so', async () => {
    const it = await safetyScene();
    it.shut(it.wanted);
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'refused', reasons: ['nfs-cut-off'], after: [it.stray.id] });
    expect(finding.explanation).toContain(
      'the new set lets in no source that exists, as far as can be read: nothing could reach NFS any more',
    );
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [{ reasons: ['nfs-cut-off'] }] });
    expect(it.modifies()).toBe(0);
  });

  it('clients that are running lose access is refused, and names them and their group', async () => {
    const it = await safetyScene();
    const clients = clientsOf(it, { running: true });
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'refused', reasons: ['nfs-cut-off'] });
    expect(finding.explanation).toContain(
      `i-0123456789abcdef0 (by clients (${clients.id}), let in by stray (${it.stray.id})) would lose access`,
    );
    expect(it.modifies()).toBe(0);
  });

  it('a group loses access that nobody uses is made', async () => {
    const it = await safetyScene();
    clientsOf(it, { running: false });
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('a block outside the VPC loses access that somebody wrote down is refused, because AWS shows no clients there', async () => {
    const it = await safetyScene();
    it.admit(it.stray, { peer: { cidrIpv4: '192.168.7.0/24' } });
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'refused', reasons: ['nfs-cut-off'] });
    expect(finding.explanation).toContain(
      `192.168.7.0/24 (let in by stray (${it.stray.id}), where AWS does not show clients) would lose access to NFS: the groups that are attached let them in, and no set that satisfied the policy is on record`,
    );
  });

  it('a block of the VPC loses access at which nothing is, is made with a warning', async () => {
    const it = await safetyScene();
    for (const each of [it.stray, it.wanted]) it.shut(each);
    it.admit(it.wanted, { peer: { cidrIpv4: '10.0.0.0/24' } });
    it.admit(it.stray, { peer: { cidrIpv4: '10.0.200.0/24' } });
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'fixed', warnings: ['nfs-cut-off'] });
    expect(finding.explanation).toContain(
      '10.0.200.0/24 would lose access to NFS; no machine that is there at the moment depends on it',
    );
  });

  it('addresses lose access at which something runs is refused, and names it', async () => {
    const it = await safetyScene();
    it.admit(it.stray, { peer: { cidrIpv4: '192.168.7.0/24' } });
    const place = { subnetId: addSubnet(it.aws.world).id, groupIds: [it.stray.id], instanceId: 'i-0123456789abcdef0' };
    addInterface(it.aws.world, { ...place, ipAddress: '192.168.7.9' });
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'refused', reasons: ['nfs-cut-off'] });
    expect(finding.explanation).toContain('i-0123456789abcdef0 at 192.168.7.9 (by 192.168.7.0/24, let in by ');
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [{ reasons: ['nfs-cut-off'] }] });
    expect(it.modifies()).toBe(0);
  });

  it.each<{ what: string; admits: (it: SafetyScene) => RulePeer }>([
    { what: 'loopback addresses', admits: () => ({ cidrIpv4: '127.0.0.0/8' }) },
    { what: 'addresses of a family that the mount target has none of', admits: () => ({ cidrIpv6: 'fd00::/8' }) },
    { what: 'a group that is gone', admits: () => ({ groupId: 'sg-0123456789abcdef0' }) },
  ])('only $what could reach NFS is refused, even where the policy says warn', async ({ admits }) => {
    const it = await safetyScene({ policy: safely('{ nfsCutOff: warn }') });
    it.shut(it.wanted);
    it.admit(it.wanted, { peer: admits(it) });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['nfs-cut-off'] });
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [{ reasons: ['nfs-cut-off'] }] });
    expect(it.modifies()).toBe(0);
  });

  it('only a group could reach NFS that nobody is in at the moment is made: an idle fleet is no reason', async () => {
    const it = await safetyScene();
    for (const each of [it.stray, it.wanted]) it.shut(each);
    it.admit(it.wanted, { peer: { groupId: addGroup(it.aws.world, { name: 'fleet' }).id } });
    expect(await it.changed()).toMatchObject({ status: 'fixed', warnings: [] });
  });

  it.each(['refuse', 'warn'] as const)('a prefix list that cannot be read loses access: %s', async (nfsCutOff) => {
    const it = await safetyScene({ policy: safely(`{ nfsCutOff: ${nfsCutOff} }`) });
    const list = addPrefixList(it.aws.world, { name: 'clients', entries: [{ cidr: '192.168.7.0/24' }] });
    it.admit(it.stray, { peer: { prefixListId: list.id } });
    it.aws.faults.next('ec2:GetManagedPrefixListEntries', { error: 'UnauthorizedOperation' });
    const finding = await it.changed();
    expect(finding.explanation).toContain(`${list.id} (could not be read) would lose access`);
    expect(finding).toMatchObject(nfsCutOff === 'warn' ? { status: 'fixed' } : { status: 'refused' });
  });

  it('somebody in use keeps access by another of its groups is made', async () => {
    const it = await safetyScene();
    const clients = clientsOf(it, { running: true });
    const kept = addGroup(it.aws.world, { name: 'kept' });
    it.admit(it.wanted, { peer: { groupId: kept.id } });
    for (const each of it.aws.world.networkInterfaces.values())
      if (each.groupIds.includes(clients.id)) each.groupIds = [clients.id, kept.id];
    // Others may come into the group that loses it.
    expect(await it.changed()).toMatchObject({ status: 'fixed', warnings: ['nfs-cut-off'] });
  });

  it('everybody loses access is refused even where the policy says warn', async () => {
    const it = await safetyScene({ policy: safely('{ nfsCutOff: warn }') });
    it.shut(it.wanted);
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['nfs-cut-off'] });
    expect(it.modifies()).toBe(0);
  });

  it('somebody in use loses access is made with a warning where the policy says warn', async () => {
    const it = await safetyScene({ policy: safely('{ nfsCutOff: warn }') });
    clientsOf(it, { running: true });
    expect(await it.changed()).toMatchObject({ status: 'fixed', warnings: ['nfs-cut-off'] });
  });

  it('is refused for every reason, not just the first', async () => {
    const it = await safetyScene();
    clientsOf(it, { running: true });
    it.admit(it.wanted, { peer: { cidrIpv4: '0.0.0.0/0' } });
    expect((await it.changed()).reasons).toEqual(['nfs-open-to-world', 'nfs-cut-off']);
  });

  it('somebody may be cut off is not made while AWS does not say whether they are in use', async () => {
    const it = await safetyScene();
    clientsOf(it, { running: true });
    it.aws.faults.next('ec2:DescribeNetworkInterfaces', { error: 'InternalError', times: 9 });
    await expect(it.changed()).rejects.toMatchObject({ name: 'RetryableError', code: 'aws-error' });
    expect(it.modifies()).toBe(0);
  });
});
