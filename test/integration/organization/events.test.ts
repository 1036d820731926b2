import { describe, expect, it } from 'vitest';
import { outputLines, parsedLines } from '../../support/engine-lines.ts';
import { policyText } from '../../support/engine-scene.ts';
import { A, B, eventOf, organization, organizationText, unit } from './scene.ts';

const told = (output: readonly string[], message: string) =>
  parsedLines(output).filter((line) => (line as { message?: string }).message === message);

describe('events of members at the hub', () => {
  it('are each answered in the account and Region of the envelope, by sessions that carry the request', async () => {
    const it = await organization();
    const output = outputLines();
    const events = [it.a, it.aInUs, it.b].map((place, index) =>
      eventOf(place, place.mountTarget, { id: `e-${index}` }),
    );
    expect(await it.receive(...events)).toEqual([]);
    for (const place of [it.a, it.aInUs, it.b]) expect(place.groups()).toEqual([place.wanted]);
    expect(it.bInUs.groups()).toEqual([it.bInUs.stray]);
    expect(told(output, 'decided')).toContainEqual(
      expect.objectContaining({ account: B, region: 'eu-west-1', status: 'fixed' }),
    );
    const sessions = it.local.sessions().map(({ account, role, name }) => `${account} ${role} ${name}`);
    const request = 'mountguard-[0-9a-f-]{36}$';
    const ofA = ['read', 'write'].map((may) => expect.stringMatching(`${A} mountguard-${may} ${request}`));
    expect(sessions.filter((session) => session.startsWith(A)).toSorted(), 'one session for two Regions').toEqual(ofA);
  });

  it('change nothing in another account whose ids they name, and share no outcome with its events', async () => {
    const it = await organization();
    outputLines();
    expect(await it.receive(eventOf(it.b, it.a.mountTarget, { id: 'e-1' }))).toEqual([]);
    expect(it.a.groups()).toEqual([it.a.stray]);
    expect(await it.receive(eventOf(it.a, it.a.mountTarget, { id: 'e-1' }))).toEqual([]);
    expect(it.a.groups()).toEqual([it.a.wanted]);
  });

  it('fail alone when they name two accounts', async () => {
    const it = await organization();
    outputLines();
    const two = eventOf(it.b, it.b.mountTarget, { detail: { recipientAccountId: A } });
    expect(await it.receive(two, eventOf(it.a, it.a.mountTarget))).toEqual(['m-0']);
    expect([it.b.groups(), it.a.groups()]).toEqual([[it.b.stray], [it.a.wanted]]);
  });

  it.each([
    { by: `arn:aws:iam::${B}:role/mountguard-write`, ignored: true },
    { by: `arn:aws:iam::${A}:role/mountguard-write`, ignored: false },
    { by: 'arn:aws:iam::111122223333:role/mountguard-remediate', ignored: false },
  ])('are own changes only by the write role of their own account: $by', async ({ by, ignored }) => {
    const it = await organization();
    outputLines();
    await it.receive(eventOf(it.b, it.b.mountTarget, { by }));
    expect(it.b.groups()).toEqual([ignored ? it.b.stray : it.b.wanted]);
  });

  it('are dropped, and told, of a place that is not on record, not in the policy, or not readable', async () => {
    const it = await organization({ policy: policyText('organization: { regions: [eu-west-1] }') });
    const output = outputLines();
    it.local.trust.roles.delete(A);
    const stranger = { account: '999988887777', region: 'eu-west-1' };
    const events = [
      eventOf(stranger, it.b.mountTarget),
      eventOf(it.bInUs, it.bInUs.mountTarget),
      eventOf(it.a, it.a.mountTarget),
    ];
    expect(await it.receive(...events)).toEqual([]);
    const refused = told(output, 'place refused').map((line) => (line as { refused?: string }).refused);
    expect(refused.toSorted()).toEqual(['not-looked-after', 'not-on-record', 'role-missing']);
    expect(it.bInUs.groups()).toEqual([it.bInUs.stray]);
  });

  it('are refused by name, without an alarm, where there is no role that may write', async () => {
    const it = await organization();
    const output = outputLines();
    it.local.trust.roles.get(B)?.delete('mountguard-write');
    const answer = await it.remediate(eventOf(it.b, it.b.mountTarget));
    expect(answer).toMatchObject({ results: [{ status: 'refused', reasons: ['not-enforced-here'] }] });
    expect(told(output, 'decided')).toHaveLength(1);
    expect(it.b.groups()).toEqual([it.b.stray]);
    expect(parsedLines(output).filter((line) => '_aws' in (line as object))).toEqual([]);
  });
});

describe('what the policy says of places', () => {
  const rules = (when: string) => `rules:
  - name: shared-data
    when: { tags: { environment: "*" }, ${when} }
    securityGroups: [{ tags: { nfs-access: "\${environment}" } }]
${organizationText}`;

  it.each([
    { when: `accounts: ["${A}"]`, fixed: [true, true, false] },
    { when: 'regions: [us-east-1]', fixed: [false, true, false] },
    { when: `units: [${unit}]`, fixed: [true, true, true] },
    { when: 'units: [ou-ab12-99999999]', fixed: [false, false, false] },
  ])('holds of rules with $when', async ({ when, fixed }) => {
    const it = await organization({ policy: policyText(rules(when)) });
    outputLines();
    const places = [it.a, it.aInUs, it.b];
    await it.receive(...places.map((place, index) => eventOf(place, place.mountTarget, { id: `e-${index}` })));
    expect(places.map((place) => place.groups()[0] === place.wanted)).toEqual(fixed);
  });

  it('holds of exemptions and of paused accounts', async () => {
    const exempt = `exemptions: [{ account: "${A}", region: us-east-1, until: 2999-12-31, reason: test }]`;
    const it = await organization({ policy: policyText(`${organizationText}\n  paused: ["${B}"]\n${exempt}`) });
    outputLines();
    const places = [it.a, it.aInUs, it.b];
    const answers = await Promise.all(
      places.map((place, index) => it.remediate(eventOf(place, place.mountTarget, { id: `e-${index}` }))),
    );
    expect(answers).toMatchObject([
      { results: [{ status: 'fixed' }] },
      { results: [{ status: 'exempt' }] },
      { results: [{ reasons: ['paused'] }] },
    ]);
  });
});

it('takes orders for the place that they name', async () => {
  const it = await organization();
  outputLines();
  const { account, region } = it.a;
  const fix = { fix: [it.a.mountTarget.id], by: 'ana', reason: 'INC-1', place: { account, region } };
  expect(await it.remediate(fix)).toMatchObject({ results: [{ status: 'fixed' }] });
  expect(it.a.groups()).toEqual([it.a.wanted]);
});
