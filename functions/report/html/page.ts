import { createHash } from 'node:crypto';
import { kindWords, numbersOf } from '../report/kind.ts';
import { needs } from '../report/needs.ts';
import type { Report } from '../report/report.ts';
import { changes } from './changes.ts';
import { chart } from './chart.ts';
import { drawTable } from './draw-table.ts';
import { every } from './every.ts';
import { evidence } from './evidence.ts';
import { head, numbers, placesTable } from './head.ts';
import { icons } from './icons.ts';
import { leave } from './leave.ts';
import { html, type Markup, raw } from './markup.ts';
import { person } from './person.ts';
import { rules, withoutRule } from './rules.ts';
import { style } from './style.ts';

const script = `'use strict';(${drawTable.toString()})(${JSON.stringify(kindWords)});`;

const hashed = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What the page may do: run its own script, look as its own style says, and nothing else. */
const security = [
  "default-src 'none'",
  `script-src ${hashed(script)}`,
  `style-src ${hashed(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const contents = (places: number): Markup => {
  const all = [
    ['numbers', 'Numbers'],
    ...(places > 1 ? [['places', 'Accounts and Regions']] : []),
    ['days', 'Compliance by day'],
    ['person', 'What needs a person'],
    ['changes', 'Changes'],
    ['rules', 'Rules'],
    ['unmanaged', 'Without a rule'],
    ['leave', 'Exemptions and holds'],
    ['mount-targets', 'Every mount target'],
    ['evidence', 'Evidence'],
  ];
  return html`<nav class="contents" aria-label="Contents"><ol>${all.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>`;
};

/** A report as one page that needs nothing else: no network, no file beside it. */
export const page = (report: Report): string => {
  const { places, unread } = report;
  const all = numbersOf(places);
  const who = [...new Set([...places.map(({ plan }) => plan), ...unread].map(({ account }) => account))];
  const title = `mountguard report, ${who.length === 1 ? `account ${who[0]}` : `${who.length} accounts`}, ${report.at.slice(0, 10)}`;
  const total = places.length + unread.length;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(security.replaceAll('"', '&quot;'))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#person">To what needs a person</a>
${icons}
${head(report)}
<div class="columns">
${contents(total)}
<main>
${numbers(all)}
${placesTable(report)}
${chart(report)}
${person(needs(report), all.drifted, report)}
${changes(report)}
${rules(report)}
${withoutRule(report)}
${leave(report)}
${every(report)}
${evidence(report)}
</main>
</div>
<script>${raw(script)}</script>
</body>
</html>
`.markup;
};
