import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../functions/engine/ports/ledger.ts';
import { askedMessage } from '../../support/asked-message.ts';
import { policyText } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';
import { safetyScene } from '../../support/safety-scene.ts';
import { sample } from '../../support/samples.ts';
import { instantly } from '../../support/virtual-time.ts';
import { askedRegion } from './asked-region.ts';

const second = 1000;

/** Takes the lease on sweeps, as another invocation would that is at work. */
const underWay = async ({ ports }: { readonly ports: { readonly ledger: Pick<Ledger, 'beginSurvey'> } }) =>
  must(await ports.ledger.beginSurvey(330 * second));

describe('the messages of the region queue', () => {
  it('cost one sweep when 20 rules are added within a minute', async () => {
    const { receive, ruleEvents, sweeps, queued, drifted, vpcAt } = await askedRegion();
    expect(await receive(...ruleEvents(20, vpcAt(0).wanted))).toEqual({ failed: [], returned: [] });
    expect(sweeps()).toBe(1);
    expect(queued()).toEqual([drifted]);
  });

  it('cost one sweep also when Lambda hands them out one batch after the other', async () => {
    const { receive, ruleEvents, sweeps, vpcAt } = await askedRegion();
    const all = ruleEvents(20, vpcAt(0).wanted);
    for (let start = 0; start < all.length; start += 3)
      expect((await receive(...all.slice(start, start + 3))).failed).toEqual([]);
    expect(sweeps()).toBe(1);
  });

  it('cost one sweep also when Lambda hands them out in two batches at once, one of which comes back', async () => {
    const { receive, ruleEvents, sweeps, vpcAt } = await askedRegion();
    const [first, second] = [ruleEvents(10, vpcAt(0).wanted), ruleEvents(10, vpcAt(0).wanted)];
    const answers = await Promise.all([receive(...first), receive(...second)]);
    const failed = answers.flatMap((answer) => answer.failed);
    expect(failed).toHaveLength(10);
    expect(answers.flatMap(({ returned }) => returned)).toEqual(failed.map((id) => [id, 'lease-held']));
    const again = [...first, ...second].filter(({ messageId }) => failed.includes(messageId));
    expect((await receive(...again)).failed).toEqual([]);
    expect(sweeps()).toBe(1);
  });

  it.each([
    { when: 'after the last sweep began', secondsAgo: 0 },
    { when: 'so shortly before that a clock may be wrong', secondsAgo: 9 },
  ])('that were sent $when are answered by another', async ({ secondsAgo }) => {
    const { receive, ruleEvents, sweeps, pass, vpcAt } = await askedRegion();
    await receive(...ruleEvents(1, vpcAt(0).wanted));
    pass(second);
    await receive(...ruleEvents(1, vpcAt(0).wanted, secondsAgo));
    expect(sweeps()).toBe(2);
  });

  it('fail alone when they cannot be read, or give an order', async () => {
    const { receive, ruleEvents, sweeps, vpcAt } = await askedRegion();
    const poisoned = ['{', '{"version": 1}', { release: 'fsmt-0123456789abcdef0', by: 'ana', reason: 'INC-0' }].map(
      (body, index) => askedMessage(`p-${index}`, body, 0),
    );
    const { failed, returned } = await receive(...poisoned, ...ruleEvents(1, vpcAt(0).wanted));
    expect(failed).toEqual(['p-0', 'p-1', 'p-2']);
    expect(returned.map(([, why]) => why)).toEqual([
      expect.stringContaining('is not JSON'),
      expect.stringContaining('same release'),
      expect.stringContaining('orders are taken by direct invoke only'),
    ]);
    expect(sweeps()).toBe(1);
  });

  it('cost a sweep when they do not say which group', async () => {
    const { receive, sweeps, ports } = await askedRegion();
    const body = sample('cloudtrail-ec2-authorize-security-group-ingress-omitted');
    expect(await receive(askedMessage('m-1', body, ports.clock.now()))).toEqual({ failed: [], returned: [] });
    expect(sweeps()).toBe(1);
  });

  it(
    'all come back when the sweep fails, and none of them counts as answered',
    instantly(async () => {
      const { receive, ruleEvents, sweeps, aws, vpcAt } = await askedRegion();
      const messages = ruleEvents(2, vpcAt(0).wanted);
      aws.faults.next('efs:DescribeFileSystems', { error: 'ThrottlingException' });
      expect((await receive(...messages)).returned.map(([, code]) => code)).toEqual(['throttled', 'throttled']);
      expect((await receive(...messages)).failed).toEqual([]);
      expect(sweeps()).toBe(1);
    }),
  );

  it('that ask for nothing cost nothing', async () => {
    const { receive, aws } = await askedRegion();
    const other = { source: 'aws.s3', 'detail-type': 'AWS API Call via CloudTrail' };
    expect(await receive(askedMessage('m-1', other, 0))).toEqual({ failed: [], returned: [] });
    expect(aws.calls.counts()).toEqual({});
  });
});

describe('a sweep of which another is under way', () => {
  it('is asked for again, and goes on when the other has ended or its time is over', async () => {
    const it = await askedRegion();
    const asked = it.aboutGroups([it.vpcAt(0).wanted]);
    const lease = await underWay(it);
    expect(await it.ask(asked)).toBe(false);
    await it.ports.ledger.endSurvey(lease, undefined, undefined);
    expect(await it.ask(asked)).toBe(true);
    await underWay(it);
    it.pass(second);
    const later = it.aboutGroups([it.vpcAt(0).wanted]);
    expect(await it.ask(later)).toBe(false);
    it.pass(330 * second);
    expect(await it.ask(later)).toBe(true);
    expect(it.sweeps()).toBe(2);
  });

  it('is left out on schedule, and says so', async () => {
    const it = await askedRegion();
    await underWay(it);
    expect(await it.onSchedule()).toMatchObject({
      checked: 0,
      queued: 0,
      skipped: expect.stringContaining('Another sweep'),
      results: [],
    });
    expect(it.awsCalls()).toEqual({});
    expect(it.sweeps()).toBe(0);
  });

  it('is done at once for a person: a dry run, and the plan that it confirms', async () => {
    const it = await safetyScene();
    await underWay(it);
    expect(await it.sweep()).toHaveProperty('skipped');
    const { fingerprint, ...plan } = await it.sweep({ dryRun: true });
    expect(plan).toMatchObject({ checked: 1, summary: { 'would-fix': 1 } });
    expect(await it.sweep({ confirm: fingerprint, by: 'ana', reason: 'INC-0' })).toMatchObject({ queued: 1 });
    expect(await it.sweep()).toHaveProperty('skipped');
  });

  it('is warned of when its end cannot be recorded', async () => {
    const it = await askedRegion();
    const { ledger } = it.ports;
    const endSurvey = () => Promise.reject(new Error('not now'));
    expect(await it.onSchedule({ ledger: { ...ledger, endSurvey } })).toMatchObject({ checked: 3 });
    expect(it.journal.warnings).toMatchObject([{ message: 'the lease on surveys is not given back; it will expire' }]);
    expect(await ledger.beginSurvey(second)).toBeUndefined();
  });
});

describe('a question about a policy', () => {
  const aboutPolicy = { cause: 'policy-change' };

  it('costs one read of the ledger when a sweep has measured it', async () => {
    const it = await askedRegion();
    await it.onSchedule();
    expect(await it.ask(it.question(aboutPolicy))).toBe(true);
    expect(it.aws.calls.counts()).toEqual({ 'dynamodb:GetItem': 1 });
    expect(it.sweeps()).toBe(1);
  });

  it('has the policy measured when none has, also one that went by the policy of before and began later', async () => {
    const it = await askedRegion();
    const asked = it.question(aboutPolicy);
    it.pass(second);
    await it.onSchedule();
    await it.ports.ledger.openGate('the version of before', 0);
    expect(await it.ask(asked)).toBe(true);
    expect(it.sweeps()).toBe(2);
    expect(await it.ports.ledger.gate()).toMatchObject({ measured: it.policy.version });
  });

  it('is asked once by remediate, for each policy that it tries', async () => {
    const it = await safetyScene();
    await it.changed();
    it.drift();
    await it.changed();
    const asked = { cause: 'policy-change', securityGroupIds: [], prefixListIds: [] };
    expect(it.asked).toEqual([asked]);
    await it.sweep();
    it.say(policyText('# another'));
    await it.changed();
    expect(it.asked).toEqual([asked, asked]);
  });
});
