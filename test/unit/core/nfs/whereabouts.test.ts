import { describe, expect, it } from 'vitest';
import type { IngressSource } from '../../../../functions/core/model/ingress.ts';
import { NOWHERE, whereabouts } from '../../../../functions/core/nfs/whereabouts.ts';
import { place, sg, vpc } from '../../../support/builders.ts';
import { cidr, group, prefixList, reachOf } from '../../../support/nfs-rules.ts';

type Sources = readonly IngressSource[];

/** Groups 1 to 3 can be used here. */
const here = place(undefined, [1, 2, 3]);
const foreign: IngressSource = { kind: 'group', groupId: sg(7), isForeign: true };
const stale: IngressSource = { ...foreign, isStale: true };

describe('what to ask', () => {
  const ask = (before: Sources, after: Sources, at = here, good?: Sources) => {
    const set = good && reachOf(...good).sources;
    return whereabouts(reachOf(...before), reachOf(...after), at, {
      ...(set && { recent: { sets: [set], sources: set, until: 1 } }),
    });
  };
  const asked = (inVpc: boolean, blocks: boolean, groups: readonly number[], doubtful: readonly number[] = []) => ({
    vpcs: inVpc ? [vpc(1)] : [],
    blocks: blocks ? [vpc(1)] : [],
    groups: groups.map(sg),
    abroad: [],
    doubtful: doubtful.map(sg),
  });
  const net = cidr('10.0.0.0/8');

  it.each<{ when: string; before: Sources; after: Sources; good?: Sources; expected: ReturnType<typeof asked> }>([
    { when: 'groups lose access', before: [group(2), group(1)], after: [net], expected: asked(true, false, [1, 2]) },
    {
      when: 'a group that cannot be used here does',
      before: [group(5)],
      after: [net],
      expected: asked(true, false, []),
    },
    { when: 'a block does', before: [net], after: [cidr('10.0.0.0/9')], expected: asked(true, true, []) },
    { when: 'a usable group remains', before: [net], after: [group(1)], expected: asked(true, true, []) },
    {
      when: 'only groups remain that may be gone',
      before: [net],
      after: [group(6), group(5)],
      expected: asked(true, true, [5, 6], [5, 6]),
    },
    {
      when: "another account's group remains too",
      before: [net],
      after: [group(5), foreign],
      expected: asked(true, true, [5]),
    },
    { when: 'that group is stale', before: [net], after: [group(5), stale], expected: asked(true, true, [5], [5]) },
    {
      when: 'a list that cannot be read stays',
      before: [net, prefixList('pl-1')],
      after: [group(5), prefixList('pl-1')],
      expected: asked(true, true, [5]),
    },
    {
      when: 'only what came with the drift goes',
      before: [net, group(1)],
      after: [group(1)],
      good: [group(1)],
      expected: asked(false, false, []),
    },
    {
      when: 'a group on record goes',
      before: [net],
      after: [group(1)],
      good: [group(2)],
      expected: asked(true, false, [2]),
    },
  ])('is about all who decide when $when', ({ before, after, good, expected }) => {
    expect(ask(before, after, here, good)).toEqual(expected);
  });

  it('is also about the members elsewhere of a group that was made in another VPC', () => {
    const associated = { ...here, usable: here.usable.map((it) => (it.id === sg(2) ? { ...it, vpcId: vpc(2) } : it)) };
    expect(ask([group(1), group(2), net], [group(2), group(3)], associated).abroad).toEqual([]);
    expect(ask([group(1), group(2), net], [group(3)], associated)).toEqual({
      ...asked(true, true, [1, 2]),
      abroad: [sg(2)],
    });
  });

  it.each<{ when: string; before: Sources; after: Sources; at?: typeof here }>([
    { when: 'nobody loses access', before: [group(1)], after: [group(1), group(2)] },
    { when: 'loopback does', before: [cidr('127.0.0.0/8')], after: [group(1)] },
    {
      when: 'another family than that of the mount target does',
      before: [cidr('::/0'), group(1)],
      after: [group(1)],
      at: place(['IPv4']),
    },
  ])('is nothing when $when', ({ before, after, at }) => expect(ask(before, after, at)).toBe(NOWHERE));
});
