import { fileSystemId } from '../../core/model/ids.ts';
import { csv } from '../csv.ts';
import type { Renderers } from '../formats.ts';
import { json, jsonl } from '../json.ts';
import { escaped, table } from '../markdown.ts';
import { count } from '../say.ts';
import { sayNamed } from '../say-groups.ts';
import type { HistoryChange, HistoryOrder, HistoryReport, StandingRefusal } from './history-report.ts';
import { sayEnd, sayGroups, sayOrder, sayOrdered, sayWhy, shortId } from './say-change.ts';
import { historyScreen } from './screen.ts';

const csvHead = [
  'kind',
  'at',
  'change',
  'file system',
  'name',
  'mount target',
  'zone',
  'what',
  'why',
  'status',
  'reasons',
  'seconds',
];

type Cells = readonly (string | number | null)[];

const changeRow = (change: HistoryChange, orders: readonly HistoryOrder[]): Cells => [
  'change',
  change.at,
  change.changeId,
  change.fileSystem.id,
  change.fileSystem.name,
  change.mountTarget.id,
  change.mountTarget.zone,
  sayGroups(change),
  sayWhy(change, orders),
  change.status,
  change.reasons.join('; '),
  change.seconds,
];

/** The ids among some that are of file systems, and the rest. */
const idCells = (ids: readonly string[]): readonly [fileSystems: string, mountTargets: string] => [
  ids.filter((id) => fileSystemId(id) !== undefined).join('; '),
  ids.filter((id) => fileSystemId(id) === undefined).join('; '),
];

const orderRow = (order: HistoryOrder): Cells => {
  const { at, changeId, ids, by, reason, despite } = order;
  const [systems, targets] = idCells(ids);
  return [
    'order',
    at,
    changeId,
    systems,
    '',
    targets,
    '',
    sayOrdered(order),
    `${by}: ${reason}`,
    '',
    despite.join('; '),
    '',
  ];
};

const holdRow = ({ id, at, until, by, reason }: HistoryReport['holds'][number]): Cells => {
  const [system, target] = idCells([id]);
  return ['hold', at, '', system, '', target, '', `until ${until}`, `${by}: ${reason}`, 'held', '', ''];
};

const refusedRow = ({ since, fileSystem, mountTarget, reasons, says }: StandingRefusal): Cells => [
  ...['refused', since, '', fileSystem.id, fileSystem.name, mountTarget.id, mountTarget.zone, ''],
  ...[says, 'refused', reasons.join('; '), ''],
];

/** The forms of what is on record. */
export const historyRenderers: Renderers<HistoryReport> = {
  screen: historyScreen,
  json,
  jsonl: ({ account, region, changes, orders, holds, refused }) => {
    const lines = (kind: string, all: readonly object[]) => all.map((it) => ({ kind, account, region, ...it }));
    return jsonl([
      ...lines('change', changes),
      ...lines('order', orders),
      ...lines('hold', holds),
      ...lines('refused', refused),
    ]);
  },
  csv: ({ changes, orders, holds, refused }) =>
    csv(csvHead, [
      ...changes.map((change) => changeRow(change, orders)),
      ...orders.map(orderRow),
      ...holds.map(holdRow),
      ...refused.map(refusedRow),
    ]),
  md: ({ account, region, changes, orders, refused, holds }) =>
    [
      `### mountguard: ${count(changes.length, 'change')} in ${account} ${region}`,
      '',
      table(
        ['at', 'change', 'file system', 'zone', 'what', 'why', 'ended'],
        changes.map((change) => [
          change.at,
          shortId(change.changeId),
          escaped(change.fileSystem.name ?? change.fileSystem.id),
          change.mountTarget.zone ?? '',
          escaped(sayGroups(change)),
          escaped(sayWhy(change, orders)),
          escaped(sayEnd(change)),
        ]),
      ),
      ...(orders.length > 0
        ? [
            '',
            table(
              ['at', 'order'],
              orders.map((order) => [order.at, escaped(sayOrder(order), 400)]),
            ),
          ]
        : []),
      ...(holds.length > 0
        ? [
            '',
            table(
              ['held', 'until', 'by', 'why'],
              holds.map(({ id, until, by, reason }) => [id, until, escaped(by), escaped(reason, 400)]),
            ),
          ]
        : []),
      ...(refused.length > 0
        ? [
            '',
            table(
              ['refused since', 'file system', 'zone', 'mount target', 'why'],
              refused.map(({ since, fileSystem, mountTarget, says }) => [
                since,
                escaped(sayNamed(fileSystem)),
                mountTarget.zone ?? '',
                mountTarget.id,
                escaped(says, 400),
              ]),
            ),
          ]
        : []),
    ].join('\n'),
};
