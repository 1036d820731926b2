import { numbersIn } from '../report/kind.ts';
import type { Report } from '../report/report.ts';
import { ungoverned } from '../report/ungoverned.ts';
import { html, type Markup, type Part } from './markup.ts';
import { code, figure, named, nameText, nothing, section, table } from './pieces.ts';

/** File systems without a rule that are shown. */
const most = 100;

/** The rules and what each governs. */
export const rules = (report: Report): Markup => {
  const { places } = report;
  const isOne = places.length === 1;
  const rows = places.flatMap(({ plan, rules: all }) => {
    const byRule = Map.groupBy(plan.results, ({ rule }) => rule?.name);
    return all.map(({ name, line, match, mode }): readonly Part[] => {
      const its = numbersIn(byRule.get(name) ?? []);
      return [
        html`<strong>${nameText(name)}</strong>${line !== null && html` <span class="aside">line ${line}</span>`}`,
        ...(isOne ? [] : [`${plan.account}, ${plan.region}`]),
        `${match}, ${mode}`,
        its.all === 0 ? html`<strong>governs nothing</strong>` : its.all.toLocaleString('en'),
        ...[its.compliant, its.drifted, its.refused, its.held, its.unread, its.open].map(figure),
      ];
    });
  });
  return section(
    'rules',
    'Rules',
    rows.length,
    table(
      'Rules',
      [
        'Rule',
        ...(isOne ? [] : ['Where']),
        'Match, mode',
        'Governs',
        'Compliant',
        'Drifted',
        'Refused',
        'Held',
        'Not read',
        'Open',
      ],
      rows,
    ),
  );
};

const tagsOf = (tags: Readonly<Record<string, string>>): Part =>
  Object.entries(tags)
    .filter(([key]) => key !== 'Name')
    .slice(0, 8)
    .map(([key, value]) => html`<li>${nameText(`${key}=${value}`)}</li>`);

/** File systems that no rule governs, with the rule that comes nearest. */
export const withoutRule = (report: Report): Markup => {
  const all = ungoverned(report);
  const isOne = report.places.length === 1;
  return section(
    'unmanaged',
    'File systems that no rule governs',
    all.length.toLocaleString('en'),
    all.length === 0
      ? nothing('Every file system is governed or exempt.')
      : table(
          'File systems that no rule governs',
          ['File system', ...(isOne ? [] : ['Where']), 'Mount targets', 'Tags', 'Nearest rule'],
          all
            .slice(0, most)
            .map(({ place: { plan }, rows }): readonly Part[] => [
              named({ id: rows[0].fileSystem.id ?? 'unknown', name: rows[0].fileSystem.name }),
              ...(isOne ? [] : [`${plan.account}, ${plan.region}`]),
              rows.length,
              html`<ul class="tags">${tagsOf(rows[0].fileSystem.tags)}</ul>`,
              rows[0].nearest === null ? 'none' : `${rows[0].nearest.replace(/^r/, 'R')}.`,
            ]),
        ),
    all.length > most &&
      html`<p class="rest">And ${all.length - most} more: ${code('mountguard plan --status unmanaged')}</p>`,
  );
};
