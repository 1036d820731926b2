import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@aws-lambda-powertools/logger';
import { putObject, type StoredObject } from '../aws/account/put-object.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { runCli } from '../cli/run-cli.ts';
import { TerminalError } from '../core/model/errors.ts';
import { together } from '../engine/async/together.ts';
import type { Report } from '../report/report/report.ts';
import { quietHost } from './host.ts';

/** The forms that are published: one for people, one for programs. */
const forms = [
  { suffix: 'html', contentType: 'text/html; charset=utf-8' },
  { suffix: 'json', contentType: 'application/json' },
] as const;

/** What the answer needs. */
export interface PublishApp {
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly stack: string;
  readonly bucket: string;
  readonly region: string;
}

/** Where a report goes: a page a day, the day's last. */
const keyOf = ({ at, places: [place] }: Report): string => {
  if (!place) throw new Error('the report is of no place');
  return `${place.plan.account}/${place.plan.region}/${at.slice(0, 'YYYY-MM-DD'.length)}`;
};

/**
 * Makes the report of this account and Region as `mountguard report` does, and puts it into the bucket. Resolves to what was
 * put there. Throws `TerminalError` with the command's own words where it could not be made, and as `putObject` does.
 */
export const answer =
  ({ logger, stack, bucket, region }: PublishApp) =>
  async (): Promise<{ readonly written: readonly string[] }> => {
    const directory = await mkdtemp(join(tmpdir(), 'report-'));
    try {
      const fileOf = (suffix: string): string => join(directory, `report.${suffix}`);
      const outs = forms.flatMap(({ suffix }) => ['--out', fileOf(suffix)]);
      const { host, said } = quietHost(['report', '--stack', stack, '--no-input', ...outs], directory, process.env);
      const code = await runCli(host);
      const told = said.filter((line) => line !== '' && !line.startsWith('written: '));
      if (code !== exitCodes.done) throw new TerminalError(told.join('; '), { code: 'aws-error' });
      for (const line of told) logger.warn(line);
      const texts = await together(forms.map(({ suffix }) => readFile(fileOf(suffix), 'utf8')));
      const key = keyOf(JSON.parse(texts.at(-1) ?? ''));
      const objects = forms.map(
        ({ suffix, contentType }, index): StoredObject => ({
          bucket,
          key: `${key}.${suffix}`,
          text: texts[index] ?? '',
          contentType,
        }),
      );
      await together(objects.map((it) => putObject(it, { region })));
      const written = objects.map((it) => `s3://${it.bucket}/${it.key}`);
      logger.info('published', { written });
      return { written };
    } finally {
      await rm(directory, { recursive: true });
    }
  };
