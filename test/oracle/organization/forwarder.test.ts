import { afterAll, describe, expect, it } from 'vitest';
import { builtResources } from '../../artifact/organization/built.ts';
import { type Resource, rendered } from '../../artifact/rendered.ts';
import { bridged, sample, withValue } from '../../support/samples.ts';
import { startRuleOracle } from '../support/rule-oracle.ts';

const oracle = startRuleOracle();
afterAll(() => oracle.stop());

const patternsIn = (resources: ReadonlyMap<string, Resource>): Record<string, object> =>
  Object.fromEntries(
    [...resources].flatMap(([name, { Type, Properties }]) =>
      Type === 'AWS::Events::Rule' ? [[name, Object(Properties['EventPattern'])] as const] : [],
    ),
  );
const forwarder = patternsIn(builtResources('member-forwarder.json'));
const account = patternsIn(rendered().resources);

describe('the forwarder of a member, in Event Ruler', () => {
  it.each([...bridged])('sends %s on where a deployment in the account would look at it', async (_, event) => {
    expect(await oracle.matched(forwarder, event)).toEqual(await oracle.matched(account, event));
  });

  const path = ['detail', 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn'];
  const by = (issuer: string) => withValue(sample('cloudtrail-efs-modify-by-mountguard'), path, issuer);

  it.each([
    { issuer: 'arn:aws:iam::111122223333:role/mountguard-write', whose: 'its own hub', rules: [] },
    {
      issuer: 'arn:aws:iam::444455556666:role/mountguard-write',
      whose: 'a role of another account',
      rules: ['EfsChanges'],
    },
    { issuer: 'arn:aws:iam::111122223333:role/admin', whose: 'anyone else', rules: ['EfsChanges'] },
  ])('sends what $whose changed to $rules', async ({ issuer, rules }) => {
    expect(await oracle.matched(forwarder, by(issuer))).toEqual(rules);
  });
});
