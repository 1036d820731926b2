import type { NamedGroup, PlanRow } from '../plan/plan-report.ts';
import type { Named } from '../report/report.ts';
import { sayTime } from '../say.ts';
import { html, type Markup, type Part } from './markup.ts';

/** Characters of a name that are shown. */
const longest = 120;

const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** A name that people or tags made: apart from the text around it, whatever direction it is written in. */
export const nameText = (text: string): Markup => html`<bdi>${short(text) || '""'}</bdi>`;

export const code = (text: string): Markup => html`<code>${text}</code>`;

/** An id, which is not broken into lines. */
export const idText = (id: string): Markup => html`<code class="id">${id}</code>`;

/** A name with its id behind it. */
export const named = ({ name, id }: Named): Markup =>
  name === null ? idText(id) : html`<strong>${nameText(name)}</strong> ${idText(id)}`;

/** A number in a table, in which a zero does not catch the eye. */
export const figure = (n: number): Part => (n === 0 ? html`<span class="zero">0</span>` : n.toLocaleString('en'));

/** A time in UTC, for people and for programs. */
export const time = (iso: string): Markup =>
  html`<time datetime="${iso}">${sayTime(iso).replace(/ (\d\d:)/, ` ${iso.slice(0, 4)}, $1`)}</time>`;

/** A small picture that stands beside the word that says the same. */
export const icon = (name: string): Markup =>
  html`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-${name}"></use></svg>`;

const signs = { add: '+', remove: '−', keep: '' };
const signWords = { add: 'add', remove: 'remove', keep: 'keep' };

/** Groups with what becomes of them; the sign is read aloud as a word. */
const groupList = (groups: readonly NamedGroup[], becomes: keyof typeof signs): readonly Markup[] =>
  groups.map(
    ({ id, name }) =>
      html`<li class="${becomes}">${
        becomes !== 'keep' &&
        html`<span class="sign" aria-hidden="true">${signs[becomes]}</span><span class="heard">${signWords[becomes]} </span>`
      }${name !== null && html`${nameText(name)} `}${idText(id)}</li>`,
  );

/** What would be changed of a row. */
export const changeList = ({ add, remove, keep }: Pick<PlanRow, 'add' | 'remove' | 'keep'>): Part =>
  add.length + remove.length + keep.length > 0 &&
  html`<ul class="groups">${groupList(remove, 'remove')}${groupList(add, 'add')}${groupList(keep, 'keep')}</ul>`;

/** A section with its heading; `count` stands beside it. */
export const section = (id: string, title: string, count: Part, ...parts: readonly Part[]): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${title}${
    count !== null && html` <span class="count">${count}</span>`
  }</h2>${parts}</section>`;

/** What is said where a section has nothing. */
export const nothing = (text: string): Markup => html`<p class="nothing">${icon('compliant')}${text}</p>`;

/** A table that a keyboard can scroll sideways where it is wider than the page. */
export const table = (
  caption: string,
  head: readonly Part[],
  rows: readonly (readonly Part[])[],
  className: 'tight' | '' = '',
): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Table: ${caption}"><table class="${className}"><caption class="heard">${caption}</caption><thead><tr>${head.map(
    (it) => html`<th scope="col">${it}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((it) => html`<td>${it}</td>`)}</tr>`,
  )}</tbody></table></div>`;
