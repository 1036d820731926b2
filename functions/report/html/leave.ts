import { leftAlone } from '../report/left-alone.ts';
import type { Report } from '../report/report.ts';
import { count } from '../say.ts';
import { html, type Markup, type Part } from './markup.ts';
import { named, nameText, nothing, section, table, time } from './pieces.ts';

const left = (days: number): Part => {
  if (days < 0) return html`<strong class="over">over</strong>`;
  const said = days === 0 ? 'less than a day' : count(days, 'day');
  return days < 14 ? html`<strong class="soon">${said}</strong>` : said;
};

/** Exemptions and holds, those that end first first. */
export const leave = (report: Report): Markup => {
  const isOne = report.places.length === 1;
  const all = leftAlone(report);
  return section(
    'leave',
    'Exemptions and holds',
    all.length.toLocaleString('en'),
    all.length === 0
      ? nothing('Nothing is exempt or held.')
      : table(
          'Exemptions and holds, by days left',
          ['What', ...(isOne ? [] : ['Where']), 'Is', 'By', 'Reason', 'Until', 'Left'],
          all.map(({ id, name, place: { plan }, is, by, reason, until, days }): readonly Part[] => [
            named({ id, name }),
            ...(isOne ? [] : [`${plan.account}, ${plan.region}`]),
            is,
            nameText(by),
            nameText(reason),
            until.length === 10 ? html`<time datetime="${until}">${until}</time>` : time(until),
            left(days),
          ]),
        ),
  );
};
