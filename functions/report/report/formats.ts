import type { Renderers } from '../formats.ts';
import { page } from '../html/page.ts';
import { json } from '../json.ts';
import { planRenderers } from '../plan/formats.ts';
import { markdownOf } from './markdown.ts';
import type { Report } from './report.ts';
import { screenOf } from './screen.ts';

const everything = planRenderers({ all: true, summary: false, filtered: false, who: false });

/** The forms of a report. As CSV it is every mount target, as those of a plan are. */
export const reportRenderers: Renderers<Report> = {
  screen: screenOf,
  html: page,
  md: markdownOf,
  csv: ({ places }, look) =>
    everything.csv?.(
      places.map(({ plan }) => plan),
      look,
    ) ?? '',
  json,
};
