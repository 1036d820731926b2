import { afterAll, describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { matchesPattern } from '../../artifact/matches-pattern.ts';
import { startRuleOracle } from '../support/rule-oracle.ts';
import { bridged, sample } from '../support/samples.ts';
import { ofType, transformed } from '../support/template.ts';
import { withValue } from '../support/with-value.ts';
import { constraintsOf } from './constraints.ts';

const oracle = startRuleOracle();
afterAll(() => oracle.stop());

const patterns = new Map(
  [...ofType(await transformed(), 'AWS::Events::Rule')].flatMap(([name, { EventPattern }]) =>
    typeof EventPattern === 'object' && EventPattern !== null ? [[name, EventPattern] as const] : [],
  ),
);
const rules = Object.fromEntries(patterns);
const sources = new Set([...patterns.values()].flatMap((pattern) => ('source' in pattern ? pattern.source : [])));

// What a pattern cannot tell from an event that matters, so that the function is invoked to ignore it.
const ignoredOnlyByIntake = new Map([
  ['cloudtrail-efs-modify-by-mountguard', 'the role of the own change is not known before the stack exists'],
  ['cloudtrail-efs-tag-access-point', 'the resource of a tag call may be an id or an ARN'],
]);

const matters = (event: Readonly<Record<string, unknown>>): boolean =>
  sources.has(event['source']) && intake(event, {}).kind === 'look';

describe('the rules of the template, in Event Ruler', () => {
  it.each([...bridged])('pass %s on to one queue exactly when it can matter', async (name, event) => {
    const matched = await oracle.matched(rules, event);
    expect(matched).toHaveLength(matters(event) || ignoredOnlyByIntake.has(name) ? 1 : 0);
  });

  it.each([...ignoredOnlyByIntake])('pass %s on although the function ignores it: %s', async (name) => {
    expect(await oracle.matched(rules, sample(name))).toHaveLength(1);
    expect(intake(sample(name), { roleArn: 'arn:aws:iam::111122223333:role/mountguard-remediate' }).kind).toBe(
      'ignored',
    );
  });

  const constrained = [...patterns].flatMap(([name, pattern]) =>
    constraintsOf(pattern).map((constraint) => ({ name, ...constraint })),
  );

  it.each(constrained)('$name rejects an event that is right but for $field', async ({ name, paths }) => {
    const accepted = await Array.fromAsync(bridged.values(), async (event) => ({
      event,
      matched: (await oracle.matched(rules, event)).includes(name),
    }));
    const right = accepted.filter(({ matched }) => matched).map(({ event }) => event);
    expect(right).not.toEqual([]);
    for (const event of right) {
      const wrong = paths.reduce<unknown>((changed, path) => withValue(changed, path, 'another'), event);
      expect(await oracle.matched(rules, wrong)).not.toContain(name);
    }
  });

  it.each([...patterns])(
    '%s means to Event Ruler what it means to the tests that run without it',
    async (name, pattern) => {
      const ruler = await Array.fromAsync(bridged.values(), async (event) =>
        (await oracle.matched(rules, event)).includes(name),
      );
      expect(ruler).toEqual([...bridged.values()].map((event) => matchesPattern({ ...pattern }, event)));
    },
  );

  it('would be refused if a pattern were malformed', async () => {
    await expect(oracle.matched({ wrong: { source: 'aws.elasticfilesystem' } }, {})).rejects.toThrow(
      'must be an object or an array',
    );
  });
});
