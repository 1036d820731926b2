import { afterAll, describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { matchesPattern } from '../../artifact/matches-pattern.ts';
import { bridged, sample, samples, withValue } from '../../support/samples.ts';
import { startRuleOracle } from '../support/rule-oracle.ts';
import { ofType, transformed, valuesOf } from '../support/template.ts';
import { constraintsOf } from './constraints.ts';
import { narrowed } from './narrowed.ts';
import { variants } from './variants.ts';

const oracle = startRuleOracle();
afterAll(() => oracle.stop());

const template = await transformed();
const patterns = new Map(
  [...ofType(template, 'AWS::Events::Rule')].flatMap(([name, { EventPattern }]) =>
    typeof EventPattern === 'object' && EventPattern !== null ? [[name, EventPattern] as const] : [],
  ),
);
const rules = Object.fromEntries(patterns);
/** The queue of each rule, by its logical id. */
const queues = new Map(
  [...ofType(template, 'AWS::Events::Rule')].map(([name, { Targets }]) => [
    name,
    valuesOf('Fn::GetAtt', Targets).find((it) => it === 'Work' || it === 'RegionWork'),
  ]),
);
/** The rule for what an event from a source says where to look: on mount targets, or in the whole region. */
const ruleFor = (event: unknown): readonly string[] => {
  const seen = intake(event, {});
  const groups = seen.kind === 'look' ? [...seen.request.securityGroupIds, ...seen.request.prefixListIds] : [];
  const queue = groups.length > 0 || (seen.kind === 'look' && seen.request.region) ? 'RegionWork' : 'Work';
  return [...patterns].flatMap(([name, pattern]) =>
    'source' in pattern &&
    Array.isArray(pattern.source) &&
    pattern.source.includes(Object(event).source) &&
    queues.get(name) === queue
      ? [name]
      : [],
  );
};

// What a pattern cannot tell from an event that matters, so that the function is invoked to ignore it.
const ignoredOnlyByIntake = new Map([
  ['cloudtrail-efs-modify-by-mountguard', 'the role of the own change is not known before the stack exists'],
  ['cloudtrail-efs-tag-access-point', 'the resource of a tag call may be an id or an ARN'],
]);

const matters = (name: string, event: unknown): boolean =>
  ignoredOnlyByIntake.has(name) || intake(event, {}).kind === 'look';

describe('the rules of the template, in Event Ruler', () => {
  it.each([...samples])('pass %s on by the rule for it exactly when it can matter', async (name, event) => {
    // Payloads, work messages and invocations by AWS Config do not come through EventBridge.
    const expected = bridged.has(name) && matters(name, event) ? ruleFor(event) : [];
    expect(await oracle.matched(rules, event)).toEqual(expected);
  });

  it('have samples that they pass on and samples that they do not, of every source', async () => {
    for (const [name, pattern] of patterns) {
      const { source: sources } = { source: [], ...pattern };
      const own = [...bridged.values()].filter(({ source }) => [sources].flat().some((it) => it === source));
      const passed = await Array.fromAsync(
        own,
        async (event) => (await oracle.matched({ name: pattern }, event)).length,
      );
      expect(new Set(passed), name).toEqual(new Set([0, 1]));
    }
  });

  it.each([...variants])('pass on %s', async (_, event) => {
    expect(intake(event, {}).kind).toBe('look');
    expect(await oracle.matched(rules, event)).toEqual(ruleFor(event));
  });

  const kept = [...patterns].flatMap(([name, pattern]) => narrowed({ ...pattern }).map((less) => ({ name, ...less })));

  it.each(kept)('$name asks for nothing that no event has: $kept', async ({ pattern }) => {
    const events = [...bridged.values(), ...variants.values()];
    const matched = await Array.fromAsync(events, (event) => oracle.matched({ kept: pattern }, event));
    expect(matched.filter((names) => names.length > 0)).not.toEqual([]);
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

  const paths = constrained.flatMap((constraint) => constraint.paths);
  const changes = [...bridged.values(), ...variants.values()].flatMap((event) => [
    event,
    ...paths.flatMap((path) => ['another', undefined].map((value) => withValue(event, path, value))),
  ]);

  it.each([...patterns])(
    '%s means to Event Ruler what it means to the tests that run without it, whatever of an event changes',
    async (name, pattern) => {
      const events = changes.map((event) => JSON.parse(JSON.stringify(event)));
      const ruler = await Array.fromAsync(events, async (event) =>
        (await oracle.matched({ [name]: pattern }, event)).includes(name),
      );
      expect(ruler).toEqual(events.map((event) => matchesPattern({ ...pattern }, event)));
      expect(new Set(ruler)).toEqual(new Set([true, false]));
    },
  );

  it('would be refused if a pattern were malformed', async () => {
    await expect(oracle.matched({ wrong: { source: 'aws.elasticfilesystem' } }, {})).rejects.toThrow(
      'must be an object or an array',
    );
  });
});
