import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventAbout, modified } from '../../support/engine-events.ts';
import { parsedLines } from '../../support/engine-lines.ts';
import { deployment } from '../alarms/deployment.ts';
import { place, rendered } from '../rendered.ts';
import { answerTo, discovered, partsOf, type Row } from './insights.ts';

const { resources } = rendered();

/** The saved queries by their name in the stack's folder. */
const queries = new Map(
  [...resources.values()].flatMap(({ Type, Properties }) =>
    Type === 'AWS::Logs::QueryDefinition'
      ? [[String(Properties['Name']).replace(`${place.stack}/`, ''), Properties] as const]
      : [],
  ),
);
const textOf = (name: string): string => String(queries.get(name)?.['QueryString']);

/** What the functions log while a caller changes groups twice, AWS denies the first fix, a message is no event, and a group loses its tag. */
const recorded = async (): Promise<readonly Row[]> => {
  const it = await deployment();
  const change = async (): Promise<void> => {
    it.drift();
    await it.send([modified(it.mountTarget, randomUUID(), { at: it.clock.now() })]);
  };
  await it.run(0.2, async (minute) => {
    if (minute === 2) it.aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: 'AccessDeniedException' });
    if (minute === 2 || minute === 6) await change();
    if (minute === 2) await it.send(['nonsense']);
  });
  it.aws.world.securityGroups.get(it.wanted.id)?.tags.clear();
  it.ask(eventAbout('cloudtrail-ec2-authorize-security-group-ingress', { groupId: it.wanted.id }, randomUUID()));
  await it.run(0.2);
  return parsedLines(it.lines).map((line) => ({
    ...discovered(line),
    '@timestamp': Date.parse(String(line['timestamp'] ?? 0)),
  }));
};

describe('the saved queries', () => {
  it('are of filter, stats and sort only, about the logs of both functions', () => {
    expect(queries.size).toBeGreaterThan(5);
    for (const { QueryString, LogGroupNames } of queries.values()) {
      expect(partsOf(String(QueryString)).map(([command]) => command)).toEqual(['filter', 'stats', 'sort']);
      expect(LogGroupNames).toEqual(['mountguard-RemediateLogs', 'mountguard-SweepLogs']);
    }
  });

  it('answer from what the functions log', async () => {
    const lines = await recorded();
    const answers = Object.fromEntries([...queries.keys()].map((name) => [name, answerTo(textOf(name), lines)]));
    const mountTargetId = expect.stringMatching(/^fsmt-/);
    const failed = { mountTargetId, 'reasons.0': 'access-denied', looks: 1 };
    expect(answers).toMatchObject({
      changes: [{ mountTargetId, rule: expect.any(String), changes: 1 }],
      errors: [{ message: 'decided', times: 1 }],
      'messages-returned': [{ 'error.message': expect.stringContaining('nonsense'), times: 4, tries: 4 }],
      'needs-a-person': expect.arrayContaining([
        expect.objectContaining(failed),
        expect.objectContaining({ mountTargetId, 'reasons.0': 'no-matching-group', looks: 1 }),
      ]),
      'refused-by-reason': [{ 'reasons.0': 'no-matching-group', mountTargets: 1 }],
      sweeps: [{ sweeps: expect.any(Number), checked: 1, queued: 0, longestMs: expect.any(Number) }],
      'who-changes-groups': [{ 'causedBy.arn': expect.stringContaining('arn:aws:'), looks: 2, mountTargets: 1 }],
    });
  });
});

describe('the evaluator of queries', () => {
  const lines = [
    { '@timestamp': 0, kind: 'a', n: 1 },
    { '@timestamp': 90_000_000, kind: 'a', n: 3 },
    { '@timestamp': 1, kind: 'b' },
  ];
  it.each([
    { query: 'filter n > 1\n| stats count(*) as c by kind\n| sort c desc', answer: [{ kind: 'a', c: 1 }] },
    {
      query: 'filter kind in ["a", "b"]\n| stats sum(n) as s, count(n) as c by kind\n| sort s asc',
      answer: [
        { kind: 'b', s: 0, c: 0 },
        { kind: 'a', s: 4, c: 2 },
      ],
    },
    {
      query: 'filter kind = "a"\n| stats max(n) as m by bin(1d)\n| sort m desc',
      answer: [
        { 'bin(1d)': 86_400_000, m: 3 },
        { 'bin(1d)': 0, m: 1 },
      ],
    },
  ])('answers $query', ({ query, answer }) => {
    expect(answerTo(query, lines)).toEqual(answer);
  });

  it('finds fields as CloudWatch does, and says what it does not know', () => {
    expect(discovered({ a: { b: ['x'], c: null }, d: 1 })).toEqual({ 'a.b.0': 'x', d: 1 });
    expect(() => answerTo('limit 5', lines)).toThrow('no command');
    expect(() => answerTo('filter n ~ 5', lines)).toThrow('no condition');
    expect(() => answerTo('filter n = 1\n| stats count(*) as c by kind\n| sort d desc', lines)).toThrow('called d');
  });
});
