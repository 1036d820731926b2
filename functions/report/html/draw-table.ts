import type { Page, PageElement, PageWindow } from './browser.ts';
import type { TableData, TableRow } from './table-data.ts';

declare const document: Page;
declare const window: PageWindow;

/**
 * Draws the table of every mount target in the page, and searches, sorts and filters it. It runs in the browser as its own text, so that
 * it uses nothing from outside but what it is given.
 */
export const drawTable = (words: Readonly<Record<string, string>>): void => {
  const perPage = 50;
  const onPaper = 500;
  const must = (id: string): PageElement => {
    const found = document.getElementById(id);
    if (!found) throw new Error(`the page has no #${id}`);
    return found;
  };
  const data = JSON.parse(must('data').textContent ?? '{}') as TableData;
  const [search, status, rule, place] = [must('search'), must('of-status'), must('of-rule'), must('of-place')];
  const [body, said, before, after] = [must('rows'), must('said'), must('before'), must('after')];
  const parts = (text: string | undefined): readonly [string, string] => {
    const [name = '', id = ''] = (text ?? '').split('\n');
    return [name, id];
  };
  const kind = (row: TableRow): string => data.kinds[row[0]] ?? '';
  const groupsOf = (row: TableRow): string =>
    [...row[10], ...row[11], ...row[12]].map((n) => data.groups[n] ?? '').join(' ');
  // What a column is sorted by, and all that is searched, worked out once.
  const items = data.rows.map((row) => {
    const system = data.systems[row[2]] ?? '';
    const keys: Readonly<Record<string, string>> = {
      system: system.startsWith('\n') ? `\uffff${system}` : system.toLowerCase(),
      target: `${data.zones[row[4]]} ${row[3]}`,
      status: `${row[1] ? 0 : 1}${row[0]}`,
      rule: (data.rules[row[7]] || '\uffff').toLowerCase(),
      groups: groupsOf(row).toLowerCase(),
      place: data.places[row[6]] ?? '',
    };
    const said = [
      kind(row),
      words[kind(row)],
      row[1] ? words['open'] : '',
      row[5],
      data.tags[row[8]],
      data.why[row[9]],
    ];
    return { row, keys, text: [...Object.values(keys), ...said].join('\n').toLowerCase() };
  });
  let sorted = items;
  let shown = items;
  let page = 0;
  let by = { key: '', down: false };

  const make = (tag: string, className: string, ...nodes: readonly (PageElement | string)[]): PageElement => {
    const made = document.createElement(tag);
    if (className !== '') made.className = className;
    made.append(...nodes);
    return made;
  };
  const svg = 'http://www.w3.org/2000/svg';
  const icon = (name: string): PageElement => {
    const [made, use] = [document.createElementNS(svg, 'svg'), document.createElementNS(svg, 'use')];
    made.setAttribute('class', 'icon');
    made.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', `#i-${name}`);
    made.append(use);
    return made;
  };
  const badge = (name: string): PageElement => make('span', `badge ${name}`, icon(name), words[name] ?? name);
  const named = (text: string | undefined): readonly PageElement[] => {
    const [name, id] = parts(text);
    return [...(name === '' ? [] : [make('bdi', 'name', name)]), make('code', 'id', id)];
  };
  const group = (n: number, change: 'add' | 'remove' | 'keep'): PageElement => {
    const sign = make('span', 'sign', change === 'add' ? '+' : '−');
    sign.setAttribute('aria-hidden', 'true');
    const marks = change === 'keep' ? [] : [sign, make('span', 'heard', `${change} `)];
    const [name, id] = parts(data.groups[n]);
    return make('li', change, ...marks, ...(name === '' ? [] : [make('bdi', '', name), ' ']), make('code', 'id', id));
  };
  const line = ({ row }: (typeof items)[number]): PageElement => {
    const [, open, system, id, zone, ip, where, of, tags, why, remove, add, keep] = row;
    const head = make('th', '', ...named(data.systems[system]));
    head.setAttribute('scope', 'row');
    const tagged = (data.tags[tags] ?? '').split('\n').filter((it) => it !== '');
    if (tagged.length > 0) {
      const list = make('ul', 'tags', ...tagged.map((it) => make('li', '', make('bdi', '', it))));
      head.append(
        make('details', '', make('summary', '', `${tagged.length} tag${tagged.length > 1 ? 's' : ''}`), list),
      );
    }
    const states = make('td', 'state', ...(open ? [badge('open'), ' '] : []), badge(kind(row)));
    const reason = data.why[why] ?? '';
    if (reason !== '') states.append(make('details', '', make('summary', '', 'Why'), make('p', '', reason)));
    const its = [
      ...remove.map((n) => group(n, 'remove')),
      ...add.map((n) => group(n, 'add')),
      ...keep.map((n) => group(n, 'keep')),
    ];
    const cells = [
      head,
      make(
        'td',
        '',
        make('code', 'id', id),
        make('span', 'aside', [ip, (data.zones[zone] ?? '').replace(' ', '\n')].filter(Boolean).join(' ')),
      ),
      states,
      make('td', '', make('bdi', '', data.rules[of] ?? '')),
      make('td', '', its.length > 0 ? make('ul', 'groups', ...its) : 'none'),
      ...(data.places.length > 1 ? [make('td', 'place', (data.places[where] ?? '').replace(' ', '\n'))] : []),
    ];
    return make('tr', '', ...cells);
  };

  const draw = (from: number, count: number): void => {
    const end = Math.min(shown.length, from + count);
    body.replaceChildren(...shown.slice(from, end).map(line));
    const many = (n: number): string => n.toLocaleString('en');
    const part = shown.length > count ? `, ${many(from + 1)} to ${many(end)} shown` : '';
    said.textContent = `${many(shown.length)} of ${many(items.length)} mount targets${part}`;
    before.disabled = from === 0;
    after.disabled = end === shown.length;
  };
  const turn = (to: number): void => {
    page = to;
    draw(page * perPage, perPage);
  };
  const filter = (): void => {
    const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [ofKind, ofRule, ofPlace] = [status.value, rule.value, place.value];
    shown = sorted.filter(
      ({ row, text }) =>
        (ofKind === '' || (ofKind === 'open' ? row[1] === 1 : kind(row) === ofKind)) &&
        (ofRule === '' || data.rules[row[7]] === ofRule) &&
        (ofPlace === '' || data.places[row[6]] === ofPlace) &&
        asked.every((word) => text.includes(word)),
    );
    turn(0);
  };
  const sort = (key: string): void => {
    by = { key, down: by.key === key && !by.down };
    const way = by.down ? -1 : 1;
    sorted = items.toSorted((a, b) => {
      const [x = '', y = ''] = [a.keys[key], b.keys[key]];
      return x === y ? 0 : x < y ? -way : way;
    });
    for (const head of document.querySelectorAll('#all th[data-key]'))
      if (head.dataset['key'] === key) head.setAttribute('aria-sort', by.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    filter();
  };
  const offer = (select: PageElement, values: readonly string[]): void => {
    for (const value of values.filter((it) => it !== '').toSorted()) {
      const option = make('option', '', value);
      option.value = value;
      select.append(option);
    }
  };

  offer(rule, data.rules);
  offer(place, data.places);
  search.addEventListener('input', filter);
  for (const it of [status, rule, place]) it.addEventListener('change', filter);
  must('reset').addEventListener('click', () => {
    for (const it of [search, status, rule, place]) it.value = '';
    filter();
  });
  before.addEventListener('click', () => turn(page - 1));
  after.addEventListener('click', () => turn(page + 1));
  for (const head of document.querySelectorAll('#all [data-sort]'))
    head.addEventListener('click', () => sort(head.dataset['sort'] ?? ''));
  for (const link of document.querySelectorAll('[data-show]'))
    link.addEventListener('click', () => {
      for (const it of [search, rule, place]) it.value = '';
      status.value = link.dataset['show'] ?? '';
      filter();
    });
  window.addEventListener('beforeprint', () => draw(0, onPaper));
  window.addEventListener('afterprint', () => turn(page));
  document.documentElement.className = 'scripted';
  sort('status');
};
