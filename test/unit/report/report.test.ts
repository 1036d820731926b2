import { describe, expect, it } from 'vitest';
import { plainLook } from '../../../functions/report/look.ts';
import type { PlanReport } from '../../../functions/report/plan/plan-report.ts';
import { complianceOf, daysLeft, daysOfAll } from '../../../functions/report/report/days.ts';
import { reportRenderers } from '../../../functions/report/report/formats.ts';
import { numbersOf, percent } from '../../../functions/report/report/kind.ts';
import { needs } from '../../../functions/report/report/needs.ts';
import { reasonTitle } from '../../../functions/report/report/reasons.ts';
import type { Report, ReportPlace } from '../../../functions/report/report/report.ts';
import { ungoverned } from '../../../functions/report/report/ungoverned.ts';
import { mixedRows, samplePlace, sampleReport, sampleRow } from '../../support/sample-report.ts';

const written = (report: Report, format: 'md' | 'csv' | 'json' | 'html'): string =>
  reportRenderers[format]?.(report, plainLook) ?? '';

const drifted = (over: Partial<PlanReport> = {}, mode: 'audit' | 'enforce' = 'enforce'): ReportPlace => {
  const place = samplePlace([sampleRow(0, { status: 'drifted', mode })]);
  return { ...place, plan: { ...place.plan, ...over } };
};

describe('the numbers', () => {
  it('count each mount target once, and what is open to the world beside that', () => {
    const { open, all, ...kinds } = numbersOf([samplePlace(mixedRows(60))]);
    expect(kinds).toEqual({ compliant: 52, drifted: 1, refused: 2, held: 1, unread: 0, exempt: 1, unmanaged: 3 });
    expect({ open, all }).toEqual({ open: 1, all: 60 });
  });

  it.each([
    { part: 0, whole: 0, said: 'none' },
    { part: 3, whole: 3, said: '100 %' },
    { part: 0, whole: 3, said: '0 %' },
    { part: 99_999, whole: 100_000, said: '99.9 %' },
    { part: 1, whole: 100_000, said: '0.1 %' },
    { part: 1, whole: 3, said: '33.3 %' },
  ])('say $part of $whole as $said', ({ part, whole, said }) => {
    expect(percent(part, whole)).toBe(said);
  });
});

describe('what needs a person', () => {
  it('is grouped by reason, what is dangerous first', () => {
    const its = needs(sampleReport([samplePlace(mixedRows(120))]));
    expect(its.map(({ code, mountTargets }) => [code, mountTargets])).toEqual([
      ['nfs-open-to-world', 2],
      ['nfs-cut-off', 2],
      ['no-matching-group', 2],
      ['held', 2],
    ]);
  });

  it('tells what is open to the world from what a fix would open', () => {
    const code = 'nfs-open-to-world' as const;
    const would = { code, text: 'once written, 0.0.0.0/0 may reach NFS' };
    const rows = [
      sampleRow(0, { status: 'refused', reasons: [would] }),
      sampleRow(3, { status: 'drifted', warnings: [would] }),
      sampleRow(6, { warnings: [{ code, text: '0.0.0.0/0 may reach NFS', openBy: [] }] }),
    ];
    const its = needs(sampleReport([samplePlace(rows)]));
    expect(its.map((it) => [it.code, it.title, it.mountTargets, it.runbook])).toEqual([
      [code, 'NFS is open to the world', 1, 'infra/runbooks/nfs-open-to-world.md'],
      ['would-open', 'A fix would open NFS to the world', 1, 'infra/runbooks/nfs-open-to-world.md'],
    ]);
    expect(numbersOf([samplePlace(rows)]).open).toBe(1);
  });

  it('says who would lose access apart from why that counts', () => {
    const [, cutOff] = needs(sampleReport([samplePlace(mixedRows(60))]));
    expect(cutOff?.blocks[0]).toMatchObject({
      losers: expect.stringMatching(/^i-0bat0bat0bat0ba10 .*\)$/),
      text: 'a set that satisfied the policy let them in within safety.clients.undoWithin before the drift',
    });
  });

  it.each([
    { when: 'the next sweep puts it right', place: drifted(), expected: [] },
    { when: 'the policy only audits', place: drifted({}, 'audit'), expected: ['audit'] },
    { when: 'nothing is deployed', place: drifted({ stack: { none: 'no deployment' } }), expected: ['not-deployed'] },
    {
      when: 'everything is paused',
      place: drifted({ stopped: [{ code: 'paused', text: 'everything is paused' }] }),
      expected: ['paused'],
    },
    {
      when: 'a plan waits',
      place: drifted({ stopped: [{ code: 'unconfirmed', text: 'a plan waits' }] }),
      expected: ['unconfirmed'],
    },
    {
      when: 'there is too much of it',
      place: drifted({ budget: { changes: 26, allowed: 25 } }),
      expected: ['over-budget'],
    },
  ])('has drift as $expected when $when', ({ place, expected }) => {
    expect(needs(sampleReport([place])).map(({ code }) => code)).toEqual(expected);
  });

  it('has the mount targets of a file system together where the same is to be said', () => {
    const reasons = (id: string) => [{ code: 'no-matching-group' as const, text: `no group for ${id}` }];
    const rows = [0, 1, 2].map((n) => {
      const row = sampleRow(n, { status: 'refused' });
      return { ...row, reasons: reasons(row.mountTarget.id ?? '') };
    });
    expect(needs(sampleReport([samplePlace(rows)]))[0]?.blocks).toMatchObject([{ rows: [{}, {}, {}] }]);
  });

  it('has a title also for a code of a newer release', () => {
    expect(reasonTitle('constructor')).toBe('constructor');
    expect(reasonTitle('held')).toBe('Held');
  });
});

describe('days', () => {
  const counts = { checked: 10, compliant: 7, drifted: 1, refused: 0, held: 0, unmanaged: 2, fixed: 3 };
  it('are those of all places together, and none where nothing is on record', () => {
    const place = samplePlace([], { days: [{ day: '2026-11-26', ...counts }] });
    const days = daysOfAll({ period: { from: '2026-11-25', to: '2026-11-27' }, places: [place, place] });
    expect(days.map(({ day, found }) => [day, found?.checked, found?.fixed])).toEqual([
      ['2026-11-25', undefined, undefined],
      ['2026-11-26', 20, 6],
      ['2026-11-27', undefined, undefined],
    ]);
  });

  it('have a compliance of what is governed', () => {
    expect(complianceOf({ day: '2026-11-26', ...counts })).toBe(7 / 8);
    expect(complianceOf({ day: '2026-11-26', ...counts, unmanaged: 10 })).toBeUndefined();
  });

  it.each([
    { until: '2026-11-27', left: 0 },
    { until: '2026-11-26', left: -1 },
    { until: '2026-12-31', left: 34 },
    { until: '2026-11-28T05:00:00.000Z', left: 0 },
    { until: '2026-11-28T07:00:00.000Z', left: 1 },
  ])('left until $until are $left', ({ until, left }) => {
    expect(daysLeft('2026-11-27T06:00:00.000Z', until)).toBe(left);
  });
});

describe('what no rule governs', () => {
  it('is a file system once, with the nearest rule', () => {
    expect(ungoverned(sampleReport([samplePlace(mixedRows(60))]))).toMatchObject([
      {
        rows: [
          {
            nearest:
              'rule nfs-by-environment requires environment=prod or staging or 1 more; the file system has Environment=prod',
          },
          {},
          {},
        ],
      },
    ]);
  });
});

describe('the other forms', () => {
  const named = (name: string) =>
    sampleReport([
      samplePlace([
        sampleRow(0, {
          fileSystem: { id: 'fs-0123456789abcdef0', name, tags: {} },
          status: 'refused',
          reasons: [{ code: 'empty-set', text: name }],
        }),
      ]),
    ]);

  it.each(['=cmd|"/C calc"!A0', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1'])(
    'show %j in a spreadsheet and do not obey it',
    (name) => {
      const [, row = ''] = written(named(name), 'csv').split('\r\n');
      for (const cell of row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/))
        expect(cell.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r]/);
    },
  );

  it('have every mount target in a spreadsheet', () => {
    expect(
      written(sampleReport([samplePlace(mixedRows(60)), samplePlace(mixedRows(60))]), 'csv')
        .trim()
        .split('\r\n'),
    ).toHaveLength(121);
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '| a | b |',
    '`code`',
    '# title',
    '\u202etxt',
    'a\nb',
  ])('show %j in Markdown and do not obey it', (name) => {
    const row =
      written(named(name), 'md')
        .split('\n')
        .find((line) => line.includes('111122223333 us-east-1 |')) ?? '';
    expect(row).not.toMatch(/<img|(?<!\\)\[a|\p{C}/u);
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(7);
  });

  it('have as JSON what the report is', () => {
    const report = sampleReport([samplePlace(mixedRows(60))]);
    expect(JSON.parse(written(report, 'json'))).toEqual(report);
  });

  it('say in Markdown what the page says', () => {
    const text = written(sampleReport([samplePlace(mixedRows(60), { notLookedAt: ['History.'] })]), 'md');
    for (const said of [
      '# mountguard report: 111122223333 us-east-1',
      'Not complete: 1 gap',
      '### A fix would take NFS from clients',
      '## Changes: 8',
      '| held by ana |',
      '- History.',
    ])
      expect(text).toContain(said);
    expect(
      written(sampleReport([samplePlace([], { days: [], changes: [], holds: [], exemptions: [] })]), 'md'),
    ).toContain('## What needs a person\n\nNothing.');
  });

  it('say on a screen what needs a person, and how to read the rest', () => {
    const text = reportRenderers.screen(
      sampleReport([samplePlace(mixedRows(60)), samplePlace(mixedRows(60))]),
      plainLook,
    );
    expect(text).toContain('2 accounts and Regions   2026-10-29 to 2026-11-27');
    expect(text).toMatch(/2 {2}A fix would take NFS from clients +nfs-cut-off/);
    expect(text).toContain('mountguard report --out report.html --open');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});
