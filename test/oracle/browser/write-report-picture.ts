import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { hashOfPicturedReport, picturedReport } from '../../support/pictured-report.ts';
import { reportBrowser } from './open-page.ts';

const pictures = new URL('../../../infra/pictures/', import.meta.url);
const browser = await reportBrowser();
const { page } = await browser.open(picturedReport, { colorScheme: 'light', viewport: { width: 1120, height: 720 } });
await page.screenshot({ path: fileURLToPath(new URL('report.png', pictures)) });
await writeFile(new URL('report.sha256', pictures), hashOfPicturedReport());
await browser.close();
