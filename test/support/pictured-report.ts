import { createHash } from 'node:crypto';
import { page } from '../../functions/report/html/page.ts';
import { mixedRows, samplePlace, sampleReport } from './sample-report.ts';

/** The report that the README has a picture of. */
export const picturedReport = sampleReport([samplePlace(mixedRows(200))]);

/** Its page without scripts, whose text differs by who compiles them, and without their hashes. */
const drawn = (): string => page(picturedReport).replaceAll(/<script.*?<\/script>|sha256-[\w+/=]+/gs, '');

/** The hash of what is drawn, which stands beside the picture: it says whether the picture is of today's page. */
export const hashOfPicturedReport = (): string => `${createHash('sha256').update(drawn()).digest('hex')}\n`;
