import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IngressSource } from '../../../../functions/core/model/ingress.ts';
import { nfsReach } from '../../../../functions/core/nfs/reach.ts';
import { readSources, writeSources } from '../../../../functions/core/nfs/written-sources.ts';
import { sg } from '../../../support/builders.ts';
import { anySources, cidr, group, prefixList, reachOf } from '../../../support/nfs-rules.ts';
import { shuffles } from '../../../support/worlds.ts';

describe('sources that are written down', () => {
  it('are the fewest blocks, groups, and what could not be read, ascending', () => {
    const { sources } = reachOf(cidr('10.0.1.0/24'), group(2), cidr('10.0.0.0/24'), prefixList('pl-1'), group(1));
    expect(writeSources(sources)).toEqual({
      blocks: ['10.0.0.0/23'],
      groups: [sg(1), sg(2)],
      unreadable: [{ kind: 'prefix-list', id: 'pl-1' }],
    });
  });

  it('leave out what there is none of', () =>
    expect(writeSources(reachOf().sources)).toEqual({ blocks: [], groups: [] }));

  it('are read as they were, whatever they are', () => {
    fc.assert(
      fc.property(anySources, fc.boolean(), (sources, isUnread) => {
        const written = nfsReach(
          isUnread ? [sg(1), sg(9)] : [sg(1)],
          new Map([[sg(1), reachOf(...sources).admissions.map(({ rule }) => rule)]]),
        );
        expect(readSources(writeSources(written.sources))).toEqual(written.sources);
        expect(readSources(JSON.parse(JSON.stringify(writeSources(written.sources))))).toEqual(written.sources);
      }),
    );
  });

  it('have one text, in whatever order the rules stand', () => {
    fc.assert(
      fc.property(anySources, shuffles, (sources, shuffle) => {
        const text = (all: readonly IngressSource[]) => JSON.stringify(writeSources(reachOf(...all).sources));
        expect(text(shuffle(sources))).toBe(text(sources));
      }),
    );
  });

  it('are read without what is no block', () => {
    expect(readSources({ blocks: ['here'], groups: [] }).addresses).toEqual([]);
  });
});
