import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../../infra/local/world/storage.ts';
import { message, modified, workMessage } from '../../support/engine-events.ts';
import { linesSaying, outputLines, parsedLines } from '../../support/engine-lines.ts';
import { policyText } from '../../support/engine-scene.ts';
import { modifiedBy, roomy, safely, safetyScene, terraform } from '../../support/safety-scene.ts';

const account = '111122223333';
const inject = '\r\n{"level":"INFO","message":"decided","status":"compliant"}\u001b[2J\u2028';

/** The event that a session of a role replaced the groups of a mount target. */
const bySession = (target: { readonly id: string }, inAccount: string, session: string): object => {
  const event = modified(target, randomUUID());
  const userIdentity = {
    type: 'AssumedRole',
    arn: `arn:aws:sts::${inAccount}:assumed-role/mountguard-remediate/${session}`,
    sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${inAccount}:role/mountguard-remediate` } },
  };
  return { ...event, detail: { ...event.detail, userIdentity } };
};

describe('whoever can name and tag things', () => {
  it('adds no line to the log, by tags, names, reasons or the names of roles and tools', async () => {
    const it = await safetyScene({
      policy: policyText(`${roomy}\nexemptions: [{ fileSystem: fs-0123456789abcdef0, until: 2026-12-31, reason: x }]`),
    });
    it.fileSystem.tags.set(`x${inject}`, inject);
    it.wanted.tags.set('Name', inject);
    addGroup(it.aws.world, {
      name: `nfs${inject}`,
      tags: { 'nfs-access': 'prod' },
      rules: [{ peer: { cidrIpv4: '10.0.0.0/8' } }],
    });
    const lines = outputLines();
    const { journal } = telemetry({}, it.clock.now);
    const rival = { arn: `arn:aws:iam::${account}:role/x${inject}`, userAgent: `Terraform${inject}` };
    const finding = await it.changed(it.mountTarget, rival, { journal });
    await it.invoke(
      { revert: it.mountTarget.id, until: '2026-12-31', by: 'ana', reason: `because${inject}` },
      { journal },
    );
    await it.changed(it.mountTarget, rival, { journal });
    expect(finding.status).toBe('fixed');
    expect(linesSaying('decided', lines).map(({ status }) => status)).toEqual(['fixed', 'fixed', 'refused']);
    expect(parsedLines(lines).length).toBe(lines.length);
    expect([...lines.join('')].filter((each) => each < ' ')).toEqual([]);
    expect(finding.causedBy.arn).toMatch(/^[\x21-\x7e]+$/);
  });

  it.each([
    { value: '*', why: 'a tag value is no pattern' },
    { value: `\${team}`, why: 'a tag value is not filled in again' },
    { value: '.*', why: 'a tag value is no regular expression' },
    { value: '', why: 'an empty value names no group' },
    { value: '__proto__', why: 'a tag value is no property' },
  ])('cannot reach further by the tag value $value: $why', async ({ value }) => {
    const it = await safetyScene();
    it.fileSystem.tags.set('environment', value);
    it.fileSystem.tags.set('team', 'prod');
    const { results } = await it.invoke({ mountTargetIds: [it.mountTarget.id] });
    expect(results).toMatchObject([{ status: 'refused', after: [it.stray.id] }]);
    expect(it.modifies()).toBe(0);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'meets no rule by what every object has: %s',
    async (key) => {
      const it = await safetyScene({ policy: policyText(roomy).replace('{ environment: "*" }', `{ "${key}": "*" }`) });
      expect(await it.changed()).toMatchObject({ status: 'unmanaged' });
      it.fileSystem.tags.set(key, 'x');
      expect(await it.changed()).toMatchObject({ status: 'fixed' });
    },
  );

  it('cannot have more groups attached than the limit by tagging many', async () => {
    const it = await safetyScene();
    for (let n = 0; n < 40; n++) addGroup(it.aws.world, { name: `g${n}`, tags: { 'nfs-access': 'prod' } });
    expect(await it.changed()).toMatchObject({ status: 'refused', reasons: ['too-many-groups'] });
  });

  it('cannot blow up an explanation, by many groups with long names and many rules', async () => {
    const it = await safetyScene({ policy: safely('{ nfsOpenToWorld: warn, nfsCutOff: warn }') });
    for (let n = 0; n < 4; n++) {
      const tags = { 'nfs-access': 'prod' };
      const rules = Array.from({ length: 32 }, (_, i) => ({
        peer: { cidrIpv4: `${(4 * i + 128 * (n % 2)) % 256}.0.0.0/7` },
      }));
      addGroup(it.aws.world, { name: 'n'.repeat(255) + n, tags, rules });
    }
    it.admit(it.stray, ...Array.from({ length: 200 }, (_, n) => ({ peer: { cidrIpv4: `192.168.${n}.0/25` } })));
    const finding = await it.changed();
    expect(finding.status).toBe('fixed');
    expect(finding.explanation.length).toBeLessThan(5000);
    expect(JSON.stringify(await it.invoke({ history: it.mountTarget.id })).length).toBeLessThan(5000);
  });
});

describe('whoever can send events', () => {
  it('does not have a change ignored by a role of the same name in another account', async () => {
    const it = await safetyScene();
    expect(await it.invoke(bySession(it.mountTarget, '999988887777', 'mountguard-remediate'))).toMatchObject({
      results: [{ status: 'fixed' }],
    });
  });

  it('has a change ignored as our own at most until the next sweep', async () => {
    const it = await safetyScene();
    expect(await it.invoke(bySession(it.mountTarget, account, 'anything'))).toMatchObject({ ignored: 'own-change' });
    await it.sweep();
    await it.drain();
    expect(it.groups()).toEqual([it.wanted.id]);
  });

  it('leaves no more of a long identity on record and in the log than an ARN can be long', async () => {
    const it = await safetyScene();
    const lines = outputLines();
    const { journal } = telemetry({}, it.clock.now);
    const long = { arn: `arn:aws:iam::${account}:role/${'x'.repeat(150_000)}`, userAgent: 'y'.repeat(60_000) };
    expect(await it.changed(it.mountTarget, long, { journal })).toMatchObject({ status: 'fixed' });
    expect(lines.join('').length).toBeLessThan(5000);
    expect(JSON.stringify(await it.invoke({ history: it.mountTarget.id })).length).toBeLessThan(5000);
  });

  it.each([
    { forgery: 'another version', say: { version: 1 } },
    { forgery: 'another account', say: { account: '999988887777' } },
    { forgery: 'another Region', say: { region: 'eu-west-1' } },
    { forgery: 'another cause', say: { cause: 'confirmed sweep' } },
    { forgery: 'a mode', say: { mode: 'enforce' } },
    { forgery: 'the set to be written', say: { after: ['sg-0123456789abcdef0'] } },
    { forgery: 'no mount target', say: { mountTargetId: 'sg-0123456789abcdef0' } },
  ])('has no work message taken that says $forgery', async ({ say }) => {
    const it = await safetyScene();
    const forged = { ...workMessage({ id: it.mountTarget.id, fileSystemId: it.fileSystem.id }), ...say };
    expect(await it.receive([message('m-1', forged)])).toEqual(['m-1']);
    expect(it.modifies()).toBe(0);
  });

  it('has nothing written by a work message about what no rule governs, whatever file system it names', async () => {
    const it = await safetyScene();
    const untagged = addFileSystem(it.aws.world);
    const target = addMountTarget(it.aws.world, { fileSystemId: untagged.id, groupIds: [it.stray.id] });
    const forged = workMessage({ id: target.id, fileSystemId: it.fileSystem.id });
    expect(await it.receive([message('m-1', forged)])).toEqual([]);
    expect(it.findings).toMatchObject([{ status: 'unmanaged', fileSystemId: untagged.id }]);
    expect(it.modifies()).toBe(0);
  });

  it.each([
    { order: 'a revert', body: { revert: 'fsmt-0123456789abcdef0', until: '2026-12-31', by: 'ana', reason: 'x' } },
    { order: 'a release', body: { release: 'fsmt-0123456789abcdef0', by: 'ana', reason: 'INC-0' } },
    { order: 'a confirmation', body: { confirm: '0123456789ab', by: 'ana', reason: 'INC-0' } },
    {
      order: 'an order inside an order',
      body: JSON.stringify({ release: 'fs-0123456789abcdef0', by: 'ana', reason: 'INC-0' }),
    },
  ])('has $order refused that comes through the queue', async ({ body }) => {
    const it = await safetyScene();
    expect(await it.receive([message('m-1', body)])).toEqual(['m-1']);
  });
});

describe('whoever can invoke', () => {
  it.each([{ dryRun: false }, { dryRun: true }, {}])('cannot enforce what the policy audits, with %o', async (say) => {
    const it = await safetyScene({ policy: policyText(roomy).replace('enforce', 'audit') });
    expect((await it.invoke({ mountTargetIds: [it.mountTarget.id], ...say })).results).toMatchObject([
      { status: 'would-fix' },
    ]);
    const { fingerprint } = await it.sweep({ dryRun: true });
    expect(await it.sweep({ confirm: fingerprint, by: 'ana', reason: 'INC-0' })).toMatchObject({ queued: 0 });
    expect(it.modifies()).toBe(0);
  });

  it.each([
    { what: 'a mode', payload: '{"mountTargetIds":["ID"],"mode":"enforce"}' },
    { what: 'a policy', payload: '{"mountTargetIds":["ID"],"policy":{"mode":"enforce"}}' },
    { what: 'a prototype', payload: '{"mountTargetIds":["ID"],"__proto__":{"dryRun":false}}' },
    { what: 'a constructor', payload: '{"mountTargetIds":["ID"],"constructor":{"prototype":{"paused":false}}}' },
    { what: 'words for a dry run', payload: '{"mountTargetIds":["ID"],"dryRun":"true"}' },
    { what: 'two orders at once', payload: '{"release":"ID","by":"ana","reason":"INC-0","history":"ID"}' },
    { what: 'an order with a prototype', payload: '{"release":"ID","by":"ana","reason":"INC-0","__proto__":{}}' },
  ])('has a payload refused that carries $what', async ({ payload }) => {
    const it = await safetyScene();
    await expect(it.invoke(JSON.parse(payload.replaceAll('ID', it.mountTarget.id)))).rejects.toThrow(
      /is not a field|expected/,
    );
    expect(it.modifies()).toBe(0);
    expect(({} as { dryRun?: unknown }).dryRun).toBeUndefined();
  });

  it.each([
    { what: 'ids', payload: { mountTargetIds: Array(50_000).fill('fsmt-0123456789abcdef0') } },
    { what: 'one id', payload: { mountTargetIds: ['f'.repeat(1_000_000)] } },
    { what: 'fields', payload: Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`field${n}`, n])) },
    {
      what: 'a reason',
      payload: { revert: 'fsmt-0123456789abcdef0', until: '2026-12-31', by: 'ana', reason: 'r'.repeat(1_000_000) },
    },
    {
      what: 'an event name',
      payload: {
        source: 'aws.efs',
        'detail-type': 'AWS API Call via CloudTrail',
        detail: { eventName: 'E'.repeat(1_000_000) },
      },
    },
  ])('gets a short answer to an oversized payload of $what', async ({ payload }) => {
    const it = await safetyScene();
    const answer = await it.invoke(payload).then(JSON.stringify, String);
    expect(answer.length).toBeLessThan(6000);
    expect(it.modifies()).toBe(0);
  });

  it('has deep nesting refused or ignored, not followed', async () => {
    const it = await safetyScene();
    const deep = JSON.parse(`${'{"detail":'.repeat(5000)}1${'}'.repeat(5000)}`);
    const answer = await it.invoke(deep).then(JSON.stringify, String);
    expect(answer.length).toBeLessThan(6000);
    await expect(it.sweep(deep)).rejects.toThrow(/sweep/);
  });
});

describe('whoever can edit the policy', () => {
  const bomb = `version: 1
a: &a [x,x,x,x,x,x,x,x,x]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]
rules: *g
`;
  it.each([
    { what: 'a bomb of aliases', text: bomb },
    { what: 'a key of every object', text: `${policyText(roomy)}\n__proto__: { mode: audit }` },
    { what: 'deep nesting', text: `version: 1\nrules: ${'['.repeat(20_000)}${']'.repeat(20_000)}` },
    { what: 'very many faults', text: `version: 1\nrules:\n${'- x\n'.repeat(50_000)}` },
  ])('stops everything by $what, soon and with a short message', async ({ text }) => {
    const it = await safetyScene();
    it.say(text);
    const started = process.cpuUsage();
    const answer = await it.invoke(modifiedBy(it.mountTarget, terraform)).then(JSON.stringify, String);
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
    expect(answer).toMatch(/policy/);
    expect(answer.length).toBeLessThan(20_000);
    expect(it.modifies()).toBe(0);
  });
});
