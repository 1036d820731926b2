import { describe, expect, it } from 'vitest';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import { addGroup, addPrefixList } from '../../../infra/local/world/network.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { linesSaying, outputLines, parsedLines } from '../../support/engine-lines.ts';
import { policyText } from '../../support/engine-scene.ts';
import { roomy, type SafetyScene, safely, safetyScene } from '../../support/safety-scene.ts';
import { takeAsked } from '../../support/safety-steps.ts';

type Rules = Parameters<SafetyScene['admit']>[1][];

const from = (cidrIpv4: string): Rules[number] => ({ peer: { cidrIpv4 } });
const from6 = (cidrIpv6: string): Rules[number] => ({ peer: { cidrIpv6 } });
const anyone = { cidrIpv4: '0.0.0.0/0' };

const open: readonly { readonly way: string; readonly rules: Rules }[] = [
  { way: 'all of IPv4', rules: [from('0.0.0.0/0')] },
  { way: 'all of IPv6', rules: [from6('::/0')] },
  { way: 'two halves of IPv4', rules: [from('0.0.0.0/1'), from('128.0.0.0/1')] },
  { way: 'one half of IPv6', rules: [from6('8000::/1')] },
  { way: 'a block of fewer bits than the policy allows', rules: [from('8.0.0.0/7')] },
  { way: 'two neighbours that are such a block together', rules: [from('8.0.0.0/8'), from('9.0.0.0/8')] },
  { way: 'a range of ports around 2049', rules: [{ fromPort: 2000, toPort: 2100, peer: anyone }] },
  { way: 'all ports of TCP', rules: [{ fromPort: 0, toPort: 65_535, peer: anyone }] },
  { way: 'all traffic', rules: [{ protocol: '-1', peer: anyone }] },
  { way: 'a prefix list that cannot be read', rules: [{ peer: { prefixListId: 'pl-0123456789abcdef0' } }] },
];

const harmless: readonly { readonly way: string; readonly rules: Rules }[] = [
  { way: 'the private blocks', rules: [from('10.0.0.0/8'), from('172.16.0.0/12'), from('192.168.0.0/16')] },
  { way: 'unique local addresses', rules: [from6('fc00::/7')] },
  { way: 'one public address', rules: [from('203.0.113.7/32')] },
  { way: 'the world on another port', rules: [{ fromPort: 443, toPort: 443, peer: anyone }] },
  { way: 'the world on ports next to 2049', rules: [{ fromPort: 2050, toPort: 2100, peer: anyone }] },
  { way: 'the world over UDP', rules: [{ protocol: 'udp', peer: anyone }] },
  { way: 'the world outwards', rules: [{ isEgress: true, peer: anyone }] },
];

describe('a group that somebody tagged, which admits', () => {
  it.each(open)('$way, is never attached', async ({ rules }) => {
    const it = await safetyScene();
    it.admit(it.wanted, ...rules);
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'refused', reasons: ['nfs-open-to-world'], after: [it.stray.id] });
    expect(finding.explanation).toContain(it.wanted.id);
    expect(await it.sweep()).toMatchObject({ queued: 0, results: [{ reasons: ['nfs-open-to-world'] }] });
    expect(it.modifies()).toBe(0);
  });

  it.each(open)('$way, is attached with a warning where the policy says warn', async ({ rules }) => {
    const it = await safetyScene({ policy: safely('{ nfsOpenToWorld: warn }') });
    it.admit(it.wanted, ...rules);
    expect(await it.changed()).toMatchObject({ status: 'fixed', reasons: [], warnings: ['nfs-open-to-world'] });
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it.each(harmless)('$way, is attached', async ({ rules }) => {
    const it = await safetyScene();
    it.admit(it.wanted, ...rules);
    expect(await it.changed()).toMatchObject({ status: 'fixed', warnings: [] });
  });

  it('unique local addresses in a wider block than a strict policy lets pass, is not attached', async () => {
    const it = await safetyScene({ policy: safely('{ shortestPrefix: { ipv6: 48 } }') });
    it.admit(it.wanted, from6('fd00::/8'));
    const finding = await it.changed();
    expect(finding).toMatchObject({ status: 'refused', reasons: ['nfs-open-to-world'], after: [it.stray.id] });
    expect(finding.explanation).toContain('fd00::/8 may reach NFS, and nothing wider than a /48 should');
    it.shut(it.wanted);
    it.admit(it.wanted, from('10.0.0.0/8'), from6('fd00::/48'));
    expect(await it.changed()).toMatchObject({ status: 'fixed', warnings: [] });
  });

  it('the world through a prefix list that can be read, is judged by its entries', async () => {
    const it = await safetyScene();
    const list = addPrefixList(it.aws.world, { name: 'offices', entries: [{ cidr: '198.51.100.0/24' }] });
    it.admit(it.wanted, { peer: { prefixListId: list.id } });
    expect(await it.changed()).toMatchObject({ status: 'fixed', warnings: [] });
    it.drift();
    list.entries.push({ cidr: '0.0.0.0/0' });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['nfs-open-to-world'] });
  });

  it('the world only together with another group, is found out', async () => {
    const it = await safetyScene();
    const other = addGroup(it.aws.world, {
      name: 'other',
      tags: { 'nfs-access': 'prod' },
      rules: [from('11.0.0.0/8')],
    });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['nfs-open-to-world'] });
    it.shut(other);
    expect(await it.changed()).toMatchObject({ status: 'fixed' });
  });

  it('whoever it likes, is not attached while its rules cannot be read', async () => {
    const it = await safetyScene();
    it.aws.faults.next('ec2:DescribeSecurityGroups', { error: 'UnauthorizedOperation', times: 9 });
    expect(await it.changed()).toMatchObject({ status: 'failed', reasons: ['access-denied'] });
    const { reader } = it.ports;
    const rules: typeof reader.rules = async () => new Map();
    const finding = await it.changed(it.mountTarget, undefined, { reader: { ...reader, rules } });
    expect(finding).toMatchObject({ status: 'refused', reasons: expect.arrayContaining(['nfs-open-to-world']) });
    expect(it.modifies()).toBe(0);
  });
});

describe('a set that is attached and open', () => {
  const exempting = (id: string) =>
    policyText(`${roomy}\nexemptions: [{ fileSystem: ${id}, until: 2026-12-31, reason: x }]`);

  it.each([
    { status: 'compliant', say: () => policyText(roomy) },
    { status: 'unmanaged', say: () => policyText(roomy).replace('environment: "*"', 'nobody: "*"') },
    { status: 'exempt', say: exempting },
  ])('is a warning on a result that is $status, of looks, dry runs and sweeps', async ({ status, say }) => {
    const it = await safetyScene();
    it.say(say(it.fileSystem.id));
    setGroups(it.aws.world, it.mountTarget.id, [it.wanted.id]);
    it.admit(it.wanted, from('0.0.0.0/0'));
    const expected = { status, warnings: ['nfs-open-to-world'], explanation: expect.stringContaining('0.0.0.0/0') };
    expect(await it.changed()).toMatchObject(expected);
    expect((await it.invoke({ mountTargetIds: [it.mountTarget.id], dryRun: true })).results).toMatchObject([expected]);
    expect(await it.sweep()).toMatchObject({ results: [expected] });
    expect(await it.sweep({ dryRun: true })).toMatchObject({ results: [expected] });
  });

  it('is a warning also where the policy does not report what it does not manage', async () => {
    const it = await safetyScene({
      policy: policyText(`${roomy}\nunmatched: ignore`).replace('environment: "*"', 'nobody: "*"'),
    });
    it.admit(it.stray, from('0.0.0.0/0'));
    expect(await it.sweep()).toMatchObject({ results: [{ status: 'unmanaged', warnings: ['nfs-open-to-world'] }] });
  });

  it('may be closed, because nobody wrote down whom it lets in', async () => {
    const it = await safetyScene();
    it.admit(it.stray, from('0.0.0.0/0'), from6('::/0'));
    it.admit(it.wanted, from('10.0.0.0/8'));
    expect(await it.changed()).toMatchObject({ status: 'fixed', warnings: [] });
  });

  it.each([
    { hole: 'the same hole', rules: [from('0.0.0.0/0')] },
    { hole: 'a wider one', rules: [from('0.0.0.0/0'), from6('::/0')] },
  ])('does not excuse $hole in a group that is added', async ({ rules }) => {
    const it = await safetyScene();
    it.admit(it.stray, from('0.0.0.0/0'));
    it.admit(it.wanted, ...rules);
    const { status, reasons } = await it.changed();
    expect({ status, reasons: new Set(reasons) }).toEqual({
      status: 'refused',
      reasons: new Set(['nfs-open-to-world']),
    });
    expect(it.modifies()).toBe(0);
  });

  it('is not called safe where the group that is added is open too, and nobody loses access who counts', async () => {
    const it = await safetyScene();
    it.admit(it.stray, from('0.0.0.0/0'));
    it.admit(it.wanted, from('0.0.0.0/1'));
    const { status, explanation } = await it.changed();
    expect(status).toBe('refused');
    expect(explanation).not.toContain('Safe');
  });

  it('is told of where drift is only reported, or refused for another reason', async () => {
    const it = await safetyScene();
    it.admit(it.stray, from('0.0.0.0/0'));
    it.shut(it.wanted);
    expect(await it.changed()).toMatchObject({ status: 'refused', warnings: ['nfs-open-to-world'] });
  });

  it.each([
    { group: 'wanted', status: 'compliant', text: policyText(roomy) },
    { group: 'stray', status: 'unmanaged', text: policyText(roomy).replace('environment: "*"', 'nobody: "*"') },
  ] as const)(
    'is found by the sweep that the event of its opening asks for, and counted as a metric, when it is $status',
    async ({ group, status, text }) => {
      const it = await safetyScene({ policy: text });
      setGroups(it.aws.world, it.mountTarget.id, [it[group].id]);
      it.admit(it[group], from('0.0.0.0/0'));
      const lines = outputLines();
      const { journal, metrics } = telemetry({}, it.clock.now);
      const event = await it.groupEvent('cloudtrail-ec2-authorize-security-group-ingress', it[group]);
      expect(event).toMatchObject({ results: [], handedOn: expect.stringContaining(it[group].id) });
      expect(await it.receiveAsked(takeAsked(it), { journal })).toEqual([]);
      metrics.publishStoredMetrics();
      expect(linesSaying('decided', lines)).toMatchObject([{ status, warnings: ['nfs-open-to-world'] }]);
      expect(parsedLines(lines)).toContainEqual(expect.objectContaining({ OpenToWorld: 1 }));
    },
  );
});
