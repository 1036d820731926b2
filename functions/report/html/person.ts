import type { Way } from '../explain/explanation.ts';
import { isWaiting, type Need, type NeedBlock } from '../report/needs.ts';
import type { Report } from '../report/report.ts';
import { count, sayCaller } from '../say.ts';
import { html, type Markup, type Part } from './markup.ts';
import { changeList, code, idText, named, nothing, section, time } from './pieces.ts';

/** Blocks of one reason, and mount targets of one block, that are shown. */
const most = { blocks: 40, ids: 12 };

const isCommand = (how: string): boolean => /^(?:mountguard|aws) /.test(how);

const wayOf = ({ what, how }: Way): Markup =>
  html`<li><span class="what">${what}</span> ${isCommand(how) ? code(how) : how}</li>`;

const blockOf =
  (isOne: boolean, heading: string) =>
  (block: NeedBlock): Markup => {
    const { rows, text, losers, ways, place } = block;
    const [row] = rows;
    const { fileSystem, rule, causedBy, since } = row;
    const shown = rows.slice(0, most.ids);
    const isChange = row.add.length + row.remove.length > 0;
    const facts: readonly (readonly [string, Part])[] = [
      ...(losers === null ? [] : [['Would lose access', html`<strong>${losers}</strong>`] as const]),
      [losers === null ? 'Why' : 'Why it counts', text],
      [isChange ? 'Change' : 'Attached', changeList(row) || 'none'],
      [
        'Rule',
        rule === null ? 'none' : html`${rule.name}${rule.line !== null && `, line ${rule.line}`}, ${rule.match}`,
      ],
      ...(since === null ? [] : [['Since', time(since)] as const]),
      ...(causedBy === null
        ? []
        : [
            [
              'Changed',
              causedBy === 'not-found'
                ? 'nothing found in CloudTrail'
                : html`${time(causedBy.at)} by ${sayCaller(causedBy.arn)}${causedBy.tool && `, ${causedBy.tool}`}`,
            ] as const,
          ]),
      [
        rows.length === 1 ? 'Mount target' : 'Mount targets',
        html`<ul class="targets">${shown.map(
          ({ mountTarget: { id, zone, ip } }) =>
            html`<li>${id === null ? 'all of it' : idText(id)} ${[zone, ip].filter(Boolean).join(' ')}</li>`,
        )}${rows.length > shown.length && html`<li>and ${rows.length - shown.length} more</li>`}</ul>`,
      ],
      ...(ways.length === 0 ? [] : [['What you can do', html`<ul class="ways">${ways.map(wayOf)}</ul>`] as const]),
    ];
    return html`<article class="block" aria-label="${heading}: ${fileSystem.name ?? fileSystem.id}, ${row.mountTarget.id}"><h4>${named(
      { id: fileSystem.id ?? 'unknown', name: fileSystem.name },
    )}${!isOne && html` <span class="where">${place.plan.account}, ${place.plan.region}</span>`}</h4><dl class="pairs">${facts.map(
      ([term, says]) => html`<div><dt>${term}</dt><dd>${says}</dd></div>`,
    )}</dl></article>`;
  };

const needOf =
  (isOne: boolean) =>
  (need: Need): Markup => {
    const { title, runbook, blocks, mountTargets, code: reason } = need;
    const rest = blocks.slice(most.blocks).reduce((sum, { rows }) => sum + rows.length, 0);
    return html`<section class="need ${reason}" aria-labelledby="need-${reason}"><h3 id="need-${reason}">${title} <span class="count">${count(
      mountTargets,
      'mount target',
    )}</span></h3><p class="aside">${code(reason)}${runbook !== null && html`, runbook ${code(runbook)}`}</p>${blocks
      .slice(0, most.blocks)
      .map(blockOf(isOne, title))}${
      rest > 0 &&
      html`<p class="rest">And ${count(rest, 'mount target')} more for this reason: see the table of every mount target.</p>`
    }</section>`;
  };

/** What needs a person, grouped by reason: it can be read without the script. */
export const person = (
  its: readonly Need[],
  drifted: number,
  { places, unread }: Pick<Report, 'places' | 'unread'>,
): Markup => {
  const warnings = [...new Set(places.flatMap(({ plan }) => plan.warnings))];
  const willBeFixed =
    drifted - its.reduce((sum, { code: it, mountTargets }) => sum + (isWaiting(it) ? mountTargets : 0), 0);
  const isOne = places.length + unread.length === 1;
  return section(
    'person',
    'What needs a person',
    null,
    its.length === 0 && warnings.length === 0 && unread.length === 0 && nothing('Nothing needs a person.'),
    unread.length > 0 &&
      html`<section class="need" aria-labelledby="need-unread"><h3 id="need-unread">Accounts and Regions that could not be read</h3><ul>${unread.map(({ account, region, why }) => html`<li>${account}, ${region}: ${why}</li>`)}</ul></section>`,
    willBeFixed > 0 &&
      html`<p class="lead">${count(willBeFixed, 'mount target')} drifted and will be put right by the next sweep. Nothing has to be done about ${willBeFixed === 1 ? 'it' : 'them'}.</p>`,
    warnings.length > 0 &&
      html`<section class="need" aria-labelledby="need-policy"><h3 id="need-policy">The policy</h3><ul>${warnings.map((it) => html`<li>${it}</li>`)}</ul></section>`,
    its.map(needOf(isOne)),
  );
};
