import { kinds, kindWords } from '../report/kind.ts';
import type { Report } from '../report/report.ts';
import { html, jsonInScript, type Markup } from './markup.ts';
import { code, section } from './pieces.ts';
import { tableData } from './table-data.ts';

const heads = [
  ['system', 'File system'],
  ['target', 'Mount target'],
  ['status', 'Status'],
  ['rule', 'Rule'],
  ['groups', 'Security groups'],
] as const;

/** The table of every mount target: its head, its controls, and the data from which the script draws it. */
export const every = (report: Report): Markup => {
  const data = tableData(report);
  const columns = [...heads, ...(data.places.length > 1 ? [['place', 'Account, Region'] as const] : [])];
  return section(
    'mount-targets',
    'Every mount target',
    data.rows.length.toLocaleString('en'),
    html`<p class="without-script">This table is drawn by a script, which does not run here. ${code('mountguard report --out report.csv')} writes the same for a spreadsheet.</p><form class="controls with-script" role="search" aria-label="Mount targets"><label>Search <input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="name, id, tag, group, address, reason"></label><label>Status <select id="of-status"><option value="">all</option>${[
      ...kinds,
      'open' as const,
    ].map(
      (kind) => html`<option value="${kind}">${kindWords[kind]}</option>`,
    )}</select></label><label>Rule <select id="of-rule"><option value="">all</option></select></label><label${
      data.places.length < 2 && html` hidden`
    }>Account, Region <select id="of-place"><option value="">all</option></select></label><button type="button" id="reset">Show all</button></form><p id="said" class="with-script" role="status"></p><div class="scroll with-script" tabindex="0" role="region" aria-label="Table: every mount target"><table id="all"><caption class="heard">Every mount target. The buttons in the head sort.</caption><thead><tr>${columns.map(
      ([key, word]) =>
        html`<th scope="col" data-key="${key}"><button type="button" data-sort="${key}">${word}<span class="arrow" aria-hidden="true"></span></button></th>`,
    )}</tr></thead><tbody id="rows"></tbody></table></div><nav class="pager with-script" aria-label="Pages of the table"><button type="button" id="before">Earlier</button><button type="button" id="after">Later</button></nav><script type="application/json" id="data">${jsonInScript(data)}</script>`,
  );
};
