import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { page as pageOf } from '../../../functions/report/html/page.ts';
import type { Report } from '../../../functions/report/report/report.ts';
import { chromiumPath } from '../set-up/chromium.ts';

/** A page in the browser, and what it did that it should not: faults, warnings, requests. */
export interface Opened {
  readonly page: Page;
  readonly faults: readonly string[];
  readonly bytes: number;
}

/** A browser, and pages of reports in it. */
export const reportBrowser = async () => {
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  const folder = await mkdtemp(join(tmpdir(), 'mountguard-browser-'));
  let pages = 0;
  return {
    open: async (report: Report, options: BrowserContextOptions = {}): Promise<Opened> => {
      const text = pageOf(report);
      const file = join(folder, `${pages++}.html`);
      await writeFile(file, text);
      const url = pathToFileURL(file).href;
      const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (it) => faults.push(`console: ${it.text()}`));
      page.on('pageerror', (it) => faults.push(`error: ${it.message}`));
      page.on('dialog', (it) => {
        faults.push(`dialog: ${it.message()}`);
        void it.dismiss();
      });
      page.on('request', (it) => {
        if (it.url() !== url) faults.push(`request: ${it.url()}`);
      });
      await page.goto(url);
      return { page, faults, bytes: Buffer.byteLength(text) };
    },
    close: async (): Promise<void> => {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
};
