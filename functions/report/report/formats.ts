import type { Renderers } from '../formats.ts';
import { page } from '../html/page.ts';
import { json } from '../json.ts';
import { csvOfPlans } from '../plan/formats.ts';
import { markdownOf } from './markdown.ts';
import type { Report } from './report.ts';
import { screenOf } from './screen.ts';

/** The forms of a report. As CSV it is every mount target, as those of a plan are. */
export const reportRenderers: Renderers<Report> = {
  screen: screenOf,
  html: page,
  md: markdownOf,
  csv: ({ places }) => csvOfPlans(places.map(({ plan }) => plan)),
  json,
};
