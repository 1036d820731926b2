import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { mixedRows, samplePlace, sampleReport, sampleRow } from '../../support/sample-report.ts';
import { reportBrowser } from './open-page.ts';

const browser = await reportBrowser();
afterAll(() => browser.close());

const one = sampleReport([samplePlace(mixedRows(200))]);
const large = sampleReport([samplePlace(mixedRows(5_000))]);
const organisation = sampleReport(
  Array.from({ length: 40 }, (_, n) =>
    samplePlace(mixedRows(125), {}, [`${111_122_220_000 + n}`, n % 2 === 0 ? 'us-east-1' : 'eu-west-1']),
  ),
  { unread: [{ account: '999900001111', region: 'us-east-1', why: 'you may not assume the role' }] },
);

const pictures = fileURLToPath(new URL('../../../reports/', import.meta.url));
await mkdir(pictures, { recursive: true });

/** What axe finds, as one line each. */
const findings = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run(document)')) as axe.AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
};

const said = (page: Page): Promise<string> => page.locator('#said').innerText();
const rows = (page: Page): Promise<number> => page.locator('#rows tr').count();
const firstName = (page: Page): Promise<string> => page.locator('#rows tr .name').first().innerText();

/** How long the page takes over something, up to the layout of what comes of it, in ms: the median of seven times. */
const takes = (page: Page, what: string): Promise<number> =>
  page.evaluate(`(() => {
    const times = Array.from({ length: 7 }, () => {
      const startedAt = performance.now();
      (() => { ${what}; })();
      document.getElementById('all').offsetHeight;
      return performance.now() - startedAt;
    });
    return Math.round(times.sort((a, b) => a - b)[3]);
  })()`);

const searching = (text: string): string =>
  `const search = document.getElementById('search'); search.value = '${text}'; search.dispatchEvent(new Event('input'))`;

describe('the table of 5,000 mount targets', () => {
  it('is searched, filtered and sorted, and turned over by the page', async () => {
    const { page, faults, bytes } = await browser.open(large);
    expect(bytes).toBeLessThan(2_000_000);
    expect(await said(page)).toBe('5,000 of 5,000 mount targets, 1 to 50 shown');
    expect(await rows(page)).toBe(50);
    expect(await page.locator('#before').isDisabled()).toBe(true);
    await page.locator('#after').click();
    expect(await said(page)).toBe('5,000 of 5,000 mount targets, 51 to 100 shown');

    await page.locator('#search').fill('PAYMENTS refused');
    expect(await said(page)).toMatch(/^\d+ of 5,000 mount targets$/);
    expect(await page.locator('#rows .badge.refused').count()).toBe(await rows(page));
    await page.locator('#search').fill('no such thing');
    expect(await said(page)).toBe('0 of 5,000 mount targets');
    await page.locator('#reset').click();

    await page.locator('#of-status').selectOption('held');
    expect(await page.locator('#rows .badge.held').count()).toBe(await rows(page));
    await page.locator('.tile.open').click();
    expect(await page.locator('#rows .badge.open').count()).toBe(await rows(page));
    await page.locator('#of-rule').selectOption('nfs-by-environment');
    expect(await said(page)).toBe('83 of 5,000 mount targets, 1 to 50 shown');
    await page.locator('#reset').click();

    const head = page.locator('#all th[data-key=system]');
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect(await firstName(page)).toMatch(/^archive-/);
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(await firstName(page)).toMatch(/^web-/);
    expect(faults).toEqual([]);
  });

  it('says how long that takes', async () => {
    const { page } = await browser.open(large);
    const figures: string[] = [];
    for (const [name, what] of [
      ['search', searching('payments')],
      ['search again', searching('fsmt-0000')],
      ['sort', "document.querySelector('[data-sort=system]').click()"],
      ['sort by group', "document.querySelector('[data-sort=groups]').click()"],
      ['filter', "document.querySelector('.tile.refused').click()"],
    ] as const)
      figures.push(`${name} ${await takes(page, what)} ms`);
    console.log(`5,000 mount targets: ${figures.join(', ')}`);
    expect(figures).toHaveLength(5);
  });
});

describe('the page, by axe', () => {
  it.each(['light', 'dark'] as const)('has no fault in %s, with 200 mount targets', async (colorScheme) => {
    const { page, faults } = await browser.open(one, { colorScheme });
    await page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })");
    expect(await findings(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = false; })");
    await page.screenshot({ path: `${pictures}report-${colorScheme}.png` });
  });

  it('has no fault on a telephone, and is not wider than it', async () => {
    const { page } = await browser.open(one, { viewport: { width: 390, height: 844 } });
    expect(await findings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });
});

describe('the page of 40 accounts', () => {
  it('counts each, filters by each, and says which could not be read', async () => {
    const { page, faults, bytes } = await browser.open(organisation);
    expect(bytes).toBeLessThan(2_000_000);
    expect(await page.locator('h1').innerText()).toBe('41 accounts, us-east-1, eu-west-1');
    expect(await page.locator('#places tbody tr').count()).toBe(41);
    expect(await page.locator('#evidence').innerText()).toContain('999900001111, us-east-1: nothing could be read');
    await page.locator('#of-place').selectOption('111122220039 eu-west-1');
    expect(await said(page)).toBe('125 of 5,000 mount targets, 1 to 50 shown');
    expect(faults).toEqual([]);
  });
});

describe('the page without its script', () => {
  it('has what needs a person, and says how to see the rest', async () => {
    const { page } = await browser.open(one, { javaScriptEnabled: false });
    expect(await page.locator('#person').innerText()).toMatch(
      /A fix would take NFS from clients[\s\S]*i-0bat0bat0bat0ba10/,
    );
    expect(await page.locator('#mount-targets .without-script').isVisible()).toBe(true);
    expect(await page.locator('#mount-targets .controls').isVisible()).toBe(false);
    expect(await page.locator('#changes tbody tr').count()).toBe(8);
  });
});

describe('the page on paper', () => {
  it('is light, has the table, and no controls', async () => {
    const { page } = await browser.open(one, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('.contents').isVisible()).toBe(false);
    expect(await page.locator('#mount-targets .controls').isVisible()).toBe(false);
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await rows(page)).toBe(200);
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    expect(await rows(page)).toBe(50);
    await page.pdf({ path: `${pictures}report.pdf`, format: 'A4' });
  });
});

describe('a page of values that are meant to do harm', () => {
  const harmful = [
    '<img src=x onerror=alert(1)>',
    '</script><script>alert(1)</script>',
    '"><svg onload=alert(1)>',
    '\u202egnp.exe\u0000',
    'javascript:alert(1)',
    '__proto__',
  ];
  it('shows them and does nothing else', async () => {
    const systems = harmful.map((name, n) =>
      sampleRow(n * 3, {
        fileSystem: { id: `fs-${n}123456789abcdef0`, name, tags: { Name: name, [name]: name } },
        status: 'refused',
        reasons: [{ code: 'empty-set', text: name }],
        explanation: name,
        add: [{ id: 'sg-0123456789abcdef0', name }],
      }),
    );
    const { page, faults } = await browser.open(sampleReport([samplePlace(systems)]));
    await page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })");
    const shown = await page.locator('#rows .name').allInnerTexts();
    expect(shown.toSorted()).toEqual(
      harmful.map((it) => it.replace('\u202e', '\\u{202e}').replace('\u0000', '\\u{0}')).toSorted(),
    );
    expect(await page.locator('img, [onload], [onerror], main script:not([type])').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
