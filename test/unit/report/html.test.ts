import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, jsonInScript, raw } from '../../../functions/report/html/markup.ts';
import { page } from '../../../functions/report/html/page.ts';
import { tableData } from '../../../functions/report/html/table-data.ts';
import { mixedRows, samplePlace, sampleReport, sampleRow } from '../../support/sample-report.ts';

const hostile = [
  '<script>alert(1)</script>',
  '</script><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '<!--',
  '&lt;b&gt;',
  '\u202egnp.exe',
  'a\u0000b\u001b[31m\n',
  '`x`',
];

const hostileReport = (value: string) =>
  sampleReport(
    [
      samplePlace(
        [
          sampleRow(0, {
            fileSystem: { id: 'fs-0123456789abcdef0', name: value, tags: { Name: value, [value]: value } },
            status: 'refused',
            rule: { name: value, line: 1, match: 'exactly' },
            reasons: [{ code: 'nfs-cut-off' as const, text: `${value} would lose access to NFS: ${value}` }],
            warnings: [{ code: 'nfs-open-to-world', text: value }],
            add: [{ id: 'sg-0123456789abcdef0', name: value }],
            explanation: value,
          }),
          sampleRow(3, {
            fileSystem: { id: 'fs-1123456789abcdef0', name: value, tags: { [value]: value } },
            status: 'unmanaged',
            rule: null,
            explanation: `No rule. Nearest: ${value}`,
          }),
        ],
        {
          policyText: value,
          rules: [{ name: value, line: 1, match: 'exactly', mode: 'enforce' }],
          exemptions: [{ id: value, name: value, reason: value, until: '2026-12-31' }],
          holds: [{ id: value, name: value, by: value, reason: value, until: '2026-12-31T00:00:00.000Z' }],
          changes: [
            {
              at: '2026-11-26T00:00:00.000Z',
              changeId: value,
              fileSystem: { id: value, name: value },
              mountTarget: { id: value, zone: value },
              add: [{ id: value, name: value }],
              remove: [],
              keep: [],
              cause: value,
              rule: value,
              actor: { arn: value, tool: value },
              ordered: { by: value, reason: value },
              plan: value,
              undoes: value,
              status: value,
              reasons: [value],
              seconds: 1,
            },
          ],
          notLookedAt: [value],
        },
      ),
    ],
    { unread: [{ account: value, region: value, why: value }] },
  );

const scriptsOf = (text: string) =>
  [...text.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)].map(([, of = '', body = '']) => ({ of, body }));

/** Elements of a page without those of its text. */
const tagsOf = (text: string) =>
  text.replaceAll(/<script[^>]*>[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, '').match(/<[^>]*>/g) ?? [];

describe('escaping', () => {
  it.each(hostile)('leaves no mark of HTML in %j', (text) => {
    expect(escapeHtml(text)).not.toMatch(/[<>"']|\p{C}/u);
  });

  it('holds for every text, in an element, an attribute and a script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
        const json = jsonInScript({ text }).markup;
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });

  it('is of all that is put into a template but markup', () => {
    expect(html`<p title="${'"'}">${'<b>'}${raw('<b>')}${[1, null, false, '&']}</p>`.markup).toBe(
      '<p title="&quot;">&lt;b&gt;<b>1&amp;</p>',
    );
  });
});

describe('the page', () => {
  it.each(hostile)('has the same elements whatever %j is called', (text) => {
    const of = (value: string) => tagsOf(page(hostileReport(value))).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));
    expect(of(text)).toEqual(of('plain'));
    expect(scriptsOf(page(hostileReport(text)))).toHaveLength(2);
  });

  it.each(hostile)('keeps %j apart from its script, and shows what is invisible', (text) => {
    const [data] = scriptsOf(page(hostileReport(text)));
    expect(data?.of).toContain('application/json');
    const { systems } = JSON.parse(data?.body ?? '') as { systems: string[] };
    expect(systems[0]?.split('\n')).toHaveLength(2);
    expect(systems[0]?.replace('\n', '')).not.toMatch(/\p{C}/u);
  });

  it('may run its own script, look as its own style says, and nothing else', () => {
    const text = page(sampleReport([samplePlace(mixedRows(60))]));
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    const [, script] = scriptsOf(text);
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? [];
    const hash = (of: string) => `'sha256-${createHash('sha256').update(of).digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(script?.body ?? '')}`,
      `style-src ${hash(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(() => new Script(script?.body ?? 'not a script')).not.toThrow();
    expect(tagsOf(text).join()).not.toMatch(/\s(?:style|on\w+)=|(?:src|href)="(?!#)/);
  });

  it('has what needs a person in its HTML, with who would lose access and the ways out', () => {
    const text = page(sampleReport([samplePlace(mixedRows(60))]));
    const body = text.slice(0, text.indexOf('id="mount-targets"'));
    expect(body).toContain('A fix would take NFS from clients');
    expect(body).toMatch(/Would lose access<\/dt><dd><strong>i-0bat0bat0bat0ba10/);
    expect(body).toMatch(/<code>mountguard exempt fsmt-[0-9a-f]+ --until 2026-12-27/);
    expect(body).toContain('infra/runbooks/nfs-cut-off.md');
  });

  it('says first which account could not be read, and never that nothing needs a person then', () => {
    const unread = [{ account: '222233334444', region: 'eu-west-1', why: 'you may not assume the role' }];
    const clean = samplePlace([sampleRow(0)]);
    const place = { ...clean, plan: { ...clean.plan, warnings: [] } };
    expect(page(sampleReport([place]))).toContain('Nothing needs a person.');
    const text = page(sampleReport([place], { unread }));
    expect(text).not.toContain('Nothing needs a person.');
    expect(text).toContain('<li>222233334444, eu-west-1: you may not assume the role</li>');
  });

  it('names each id that is referred to once', () => {
    const text = page(
      sampleReport([samplePlace(mixedRows(200)), samplePlace(mixedRows(60), {}, ['222233334444', 'eu-west-1'])]),
    );
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of text.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)) expect(ids).toContain(id);
  });

  it('is small although there are 5,000 mount targets, also when each needs a person', () => {
    const size = (text: string) => Buffer.byteLength(text);
    expect(size(page(sampleReport([samplePlace(mixedRows(5_000))])))).toBeLessThan(2_000_000);
    const refused = mixedRows(5_000).map((row, n) => ({
      ...row,
      status: 'refused' as const,
      reasons: [{ code: 'nfs-cut-off' as const, text: `i-${n} would lose access to NFS: in use` }],
    }));
    expect(size(page(sampleReport([samplePlace(refused)])))).toBeLessThan(2_000_000);
  });

  it('reads where nothing is there', () => {
    const text = page(sampleReport([samplePlace([], { days: [], changes: [], holds: [], exemptions: [] })]));
    expect(text).toContain('No counts are on record');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(
      page(sampleReport([], { unread: [{ account: '111122223333', region: 'us-east-1', why: 'denied' }] })),
    ).toContain('nothing could be read: denied');
  });
});

describe('the data of the table', () => {
  it('has a row for each mount target, and each text once', () => {
    const { rows, systems, groups } = tableData(sampleReport([samplePlace(mixedRows(300))]));
    expect(rows).toHaveLength(300);
    expect(new Set(systems).size).toBe(systems.length);
    expect(groups.length).toBeLessThan(10);
  });
});
