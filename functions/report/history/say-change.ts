import { printable } from '../../core/model/printable.ts';
import { sayCaller } from '../say.ts';
import { sayNamed, signed } from '../say-groups.ts';
import { sayUntil } from '../say-until.ts';
import type { HistoryChange, HistoryOrder } from './history-report.ts';

/** Characters of a change's id that tell it from others. */
export const shortId = (id: string): string => id.slice(0, 8);

/** What a change took away and what it added. */
export const sayGroups = (change: Pick<HistoryChange, 'add' | 'remove'>): string =>
  signed(change, sayNamed).join('  ') || 'nothing';

/** A tool in as few words as tell it. */
const sayTool = (tool: string): string =>
  tool === 'AWS Management Console' ? 'console' : tool.replace(/^AWS (?=CLI|SDK)/, '');

const person = (by: string): string => (by.startsWith('arn:') ? sayCaller(by) : printable(by));

/** Why a change was made: by whose order, after whose change, or by what. `orders` tell who confirmed a plan. */
export const sayWhy = (change: HistoryChange, orders: readonly HistoryOrder[]): string => {
  const { undoes, ordered, plan, actor, cause } = change;
  if (ordered) return `${undoes ? 'revert' : cause} by ${person(ordered.by)}: ${printable(ordered.reason, 100)}`;
  if (plan) {
    const by = orders.find((it) => it.order === 'confirm' && it.plan === plan)?.by;
    return `plan ${plan.slice(0, 6)}${by === undefined ? '' : ` by ${person(by)}`}`;
  }
  if (actor) return [sayCaller(actor.arn), ...(actor.tool ? [sayTool(actor.tool)] : [])].join(', ');
  return printable(cause);
};

/** How a change ended. */
export const sayEnd = ({ status, reasons, seconds }: HistoryChange): string =>
  status === 'fixed' ? `fixed  ${seconds.toFixed(1)} s` : [status, ...reasons].map((it) => printable(it)).join(' ');

/** What a person ordered, of what, until when. */
export const sayOrdered = (
  { order, until, plan, despite }: Pick<HistoryOrder, 'order' | 'until' | 'plan' | 'despite'>,
  ids: readonly string[] = [],
): string => {
  const words = [
    order,
    ...(plan ? [`plan ${plan.slice(0, 6)}`] : []),
    ...ids,
    ...(until ? [`until ${sayUntil(until)}`] : []),
    ...(despite.length > 0 ? [`despite ${despite.join(', ')}`] : []),
  ];
  return words.join(' ');
};

/** An order of a person, and why. */
export const sayOrder = (ordered: HistoryOrder): string => {
  const { by, reason, ids } = ordered;
  const shown = ids.slice(0, 3).map((it) => printable(it));
  const rest = ids.length > shown.length ? [`and ${ids.length - shown.length} more`] : [];
  return `${sayOrdered(ordered, [...shown, ...rest])} by ${person(by)}: ${printable(reason, 100)}`;
};
