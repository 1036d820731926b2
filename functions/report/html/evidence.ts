import { grouped } from '../grouped.ts';
import { gapsOf } from '../report/gaps.ts';
import type { Report } from '../report/report.ts';
import { count, countPlaces } from '../say.ts';
import { html, type Markup, type Part } from './markup.ts';
import { code, idText, nothing, section, table, time } from './pieces.ts';

const policyText = (text: string): Markup =>
  html`<pre class="policy" tabindex="0"><code>${text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => html`<span class="line">${line}</span>\n`)}</code></pre>`;

/** What the report rests on: what was not looked at, the calls, the policies, and the hashes. */
export const evidence = (report: Report): Markup => {
  const { places, mountguard } = report;
  const gaps = gapsOf(report);
  const byText = grouped(places, ({ policySha256 }) => policySha256);
  return section(
    'evidence',
    'Evidence',
    null,
    html`<h3 id="not-looked-at">What was not looked at</h3>`,
    gaps.length === 0 ? nothing('Nothing was left out.') : html`<ul>${gaps.map((it) => html`<li>${it}</li>`)}</ul>`,
    html`<h3>What was asked of AWS</h3>`,
    table(
      'What was asked of AWS',
      ['Account', 'Region', 'As', 'Calls', 'Seconds', 'Plan', 'Last sweep'],
      places.map(({ plan }): readonly Part[] => [
        plan.account,
        html`<span class="id">${plan.region}</span>`,
        code(plan.caller),
        html`<details><summary>${count(
          Object.values(plan.calls).reduce((sum, n) => sum + n, 0),
          'call',
        )}</summary><ul>${Object.entries(plan.calls).map(([name, n]) => html`<li>${name} ${n}</li>`)}</ul></details>`,
        plan.seconds.toFixed(1),
        plan.fingerprint === null ? 'none' : idText(plan.fingerprint),
        plan.lastSweep === null ? 'none on record' : time(plan.lastSweep),
      ]),
    ),
    html`<h3>${byText.length === 1 ? 'The policy' : 'The policies'}</h3>`,
    byText.map((its) => {
      const { plan, policySha256, policyText: text } = its[0];
      return html`<p>${code(plan.policy.uri)}, SHA-256 ${html`<code class="hash">${policySha256}</code>`}${
        its.length > 1 && `, in ${countPlaces(its.length)}`
      }</p>${policyText(text)}`;
    }),
    html`<p class="aside">Made by mountguard ${mountguard}. This file needs no network: its Content-Security-Policy forbids it. ${code('mountguard report --out report.json')} writes the same for programs, ${code('.csv')} for spreadsheets, ${code('.md')} for a ticket.</p>`,
  );
};
