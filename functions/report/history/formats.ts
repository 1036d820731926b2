import { csv } from '../csv.ts';
import type { Renderers } from '../formats.ts';
import { json, jsonl } from '../json.ts';
import { escaped, table } from '../markdown.ts';
import { count } from '../say.ts';
import { sayNamed } from '../say-groups.ts';
import type { HistoryReport } from './history-report.ts';
import { sayEnd, sayGroups, sayWhy, shortId } from './say-change.ts';
import { historyScreen } from './screen.ts';

const csvHead = [
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

/** The forms of what is on record. */
export const historyRenderers: Renderers<HistoryReport> = {
  screen: historyScreen,
  json,
  jsonl: ({ account, region, changes }) => jsonl(changes.map((change) => ({ account, region, ...change }))),
  csv: ({ changes, orders }) =>
    csv(
      csvHead,
      changes.map((change) => [
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
      ]),
    ),
  md: ({ account, region, changes, orders, refused }) =>
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
