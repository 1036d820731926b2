import { gapsOf } from '../report/gaps.ts';
import { governedOf, type Kind, kindWords, type Numbers, numbersIn, percent } from '../report/kind.ts';
import type { Report } from '../report/report.ts';
import { count, sayCaller } from '../say.ts';
import { html, type Markup, type Part } from './markup.ts';
import { code, figure, icon, nameText, section, table, time } from './pieces.ts';

const listed = (all: readonly string[], most = 3): string => {
  const each = [...new Set(all)];
  return each.length > most ? `${each.slice(0, most).join(', ')} and ${each.length - most} more` : each.join(', ');
};

/** Whose report it is, of when, and how complete. */
export const head = (report: Report): Markup => {
  const { places, unread, at, period } = report;
  const plans = places.map(({ plan }) => plan);
  const gaps = gapsOf(report);
  const accounts = new Set([...plans, ...unread].map(({ account }) => account)).size;
  const regions = [...new Set([...plans, ...unread].map(({ region }) => region))];
  const title =
    accounts === 1
      ? html`Account ${plans[0]?.account ?? unread[0]?.account}, ${listed(regions)}`
      : html`${count(accounts, 'account')}, ${listed(regions)}`;
  const facts: readonly (readonly [string, Part])[] = [
    [
      'Made',
      html`${time(at)} by ${nameText(listed(plans.map(({ caller }) => sayCaller(caller))) || 'an unknown caller')}`,
    ],
    [
      'Period',
      html`<time datetime="${period.from}">${period.from}</time> to <time datetime="${period.to}">${period.to}</time>, days in UTC`,
    ],
    [
      'Policy',
      html`${listed(plans.map(({ policy }) => policy.uri))}, version ${code(listed(plans.map(({ policy }) => policy.version.slice(0, 8))))}, ${listed(plans.map(({ policy }) => policy.mode))}`,
    ],
    ['Deployment', listed(plans.map(({ stack }) => ('name' in stack ? `stack ${stack.name}` : 'none')))],
    [
      'Complete',
      gaps.length === 0
        ? html`${icon('compliant')} Yes: every mount target was read.`
        : html`${icon('refused')} No. <a href="#not-looked-at">${count(gaps.length, 'gap')}</a> ${gaps.length === 1 ? 'is' : 'are'} listed under Evidence.`,
    ],
  ];
  return html`<header class="top"><p class="brand">mountguard <span>report</span></p><h1>${title}</h1><dl class="facts">${facts.map(
    ([term, says]) => html`<div><dt>${term}</dt><dd>${says}</dd></div>`,
  )}</dl></header>`;
};

const tile = (kind: Kind | 'open', n: number, says: string, isSmall = false): Markup =>
  html`<li><a class="tile ${kind}${isSmall && ' small'}${n === 0 && ' zero'}" href="#mount-targets" data-show="${kind}"><span class="word">${icon(kind)}${kindWords[kind]}</span> <span class="n">${n.toLocaleString('en')}</span> <span class="says">${says}</span></a></li>`;

/** The five numbers, and those that are their own. */
export const numbers = (its: Numbers): Markup => {
  return html`<section id="numbers" aria-labelledby="numbers-h"><h2 id="numbers-h" class="heard">Numbers</h2><ul class="tiles">${[
    tile('compliant', its.compliant, `${percent(its.compliant, governedOf(its))} of the governed`),
    tile('drifted', its.drifted, 'not as the rule says'),
    tile('refused', its.refused, 'a fix would do harm, or cannot be made'),
    tile('open', its.open, 'of any status'),
    tile('unmanaged', its.unmanaged, 'no rule governs them'),
  ]}</ul><ul class="tiles second">${[
    tile('exempt', its.exempt, 'by the policy, until a day', true),
    tile('held', its.held, 'left as they are for now', true),
    its.unread > 0 && tile('unread', its.unread, 'could not be judged', true),
  ]}</ul><p class="whole">${count(its.all, 'mount target')} in all. <span class="with-script">A number shows its mount targets in the table below.</span></p></section>`;
};

/** Each account and Region in a line, where there are several. */
export const placesTable = ({ places, unread }: Report): Part => {
  if (places.length + unread.length < 2) return null;
  return section(
    'places',
    'Accounts and Regions',
    places.length + unread.length,
    table(
      'Accounts and Regions',
      [
        'Account',
        'Region',
        'Mount targets',
        'Compliant',
        'Drifted',
        'Refused',
        'Open',
        'Unmanaged',
        'Exempt',
        'Held',
        'Not read',
        'Policy',
      ],
      [
        ...places.map(({ plan: { account, region, policy, results } }) => {
          const its = numbersIn(results);
          return [
            account,
            region,
            its.all.toLocaleString('en'),
            `${its.compliant.toLocaleString('en')} (${percent(its.compliant, governedOf(its))})`,
            ...[its.drifted, its.refused, its.open, its.unmanaged, its.exempt, its.held, its.unread].map(figure),
            code(policy.version.slice(0, 8)),
          ];
        }),
        ...unread.map(({ account, region }) => [account, region, 'not read', ...Array.from({ length: 9 }, () => '')]),
      ],
      'tight',
    ),
  );
};
