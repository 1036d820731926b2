import type { Report } from './report.ts';

/** Sentences about what a report does not show. */
export const gapsOf = ({ places, unread }: Pick<Report, 'places' | 'unread'>): readonly string[] => [
  ...unread.map(({ account, region, why }) => `Account ${account}, ${region}: nothing could be read: ${why}.`),
  ...places.flatMap(({ plan, notLookedAt }) =>
    notLookedAt.map((it) =>
      places.length + unread.length > 1 ? `Account ${plan.account}, ${plan.region}: ${it}` : it,
    ),
  ),
];
