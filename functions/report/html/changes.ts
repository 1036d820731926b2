import type { HistoryChange } from '../history/history-report.ts';
import { sayWhy, shortId } from '../history/say-change.ts';
import { changesOf } from '../report/changes.ts';
import type { Report } from '../report/report.ts';
import { html, type Markup, type Part } from './markup.ts';
import { changeList, code, idText, named, nameText, nothing, section, table, time } from './pieces.ts';

/** Changes that are shown; the other forms of the report have them all. */
const most = 200;

const why = (change: HistoryChange): Part => {
  const { cause, undoes } = change;
  const said = sayWhy(change, []);
  const more = [...(said === cause ? [] : [cause]), ...(undoes === null ? [] : [`undoes ${shortId(undoes)}`])];
  return html`${nameText(said)}${more.length > 0 && html`<br><span class="aside">${more.join(', ')}</span>`}`;
};

const ended = ({ status, reasons, seconds }: HistoryChange): Markup =>
  html`<span class="ended ${status === 'fixed' ? 'compliant' : 'refused'}">${status}</span>${
    reasons.length > 0 && `: ${reasons.join(', ')}`
  }<br><span class="aside">${seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`}</span>`;

/** What was changed: before and after by name, who, why, and how it ended. */
export const changes = (report: Report): Markup => {
  const all = changesOf(report);
  const isOne = report.places.length === 1;
  const rows = all
    .slice(0, most)
    .map(({ place: { plan }, change }): readonly Part[] => [
      html`${time(change.at)}<br><span class="aside">${shortId(change.changeId)}</span>`,
      ...(isOne ? [] : [html`${plan.account}<br>${plan.region}`]),
      html`${named(change.fileSystem)}<br>${idText(change.mountTarget.id)} <span class="aside id">${change.mountTarget.zone}</span>`,
      changeList(change) || 'none',
      why(change),
      ended(change),
    ]);
  return section(
    'changes',
    'Changes',
    all.length.toLocaleString('en'),
    all.length === 0
      ? nothing('Nothing was changed in these days.')
      : table(
          'Changes',
          ['When', ...(isOne ? [] : ['Where']), 'File system', 'Before and after', 'Who and why', 'Ended'],
          rows,
        ),
    all.length > most &&
      html`<p class="rest">And ${all.length - most} older ones: mountguard history, or this report as JSON.</p>`,
    all.length > 0 &&
      html`<p class="hint">To undo one: ${code('mountguard revert --change ID --until YYYY-MM-DD --reason "…"')}</p>`,
  );
};
