import { describe, expect, it } from 'vitest';
import { exemptionWarnings, idleSelectors } from '../../../../functions/core/decide/policy-warnings.ts';
import {
  byId,
  byName,
  byTags,
  exemption,
  group,
  mt,
  oneOf,
  optional,
  policy,
  ref,
  rule,
  self,
  star,
} from '../../../support/builders.ts';

const DAY_MS = 86_400_000;

describe('a policy warns', () => {
  const warned = (expiresAt: number) =>
    exemptionWarnings(policy([rule()], { exemptions: [exemption({ covers: mt(1), expiresAt })] }), 1000);

  it('of an exemption that is over', () => {
    expect(warned(1000)).toEqual([
      { at: 0, says: 'The exemption of fsmt-00000001 (INC-1) ended on 2026-12-31: correct its date or remove it.' },
    ]);
  });

  it('of one that holds for more than 400 days', () => {
    expect(warned(1001 + 400 * DAY_MS)).toEqual([
      {
        at: 0,
        says: 'The exemption of fsmt-00000001 (INC-1) holds until 2026-12-31, more than 400 days from now: give it a nearer date.',
      },
    ]);
  });

  it.each([1001, 1000 + 400 * DAY_MS])('of none that ends at %i', (expiresAt) => {
    expect(warned(expiresAt)).toEqual([]);
  });
});

describe('a selector', () => {
  const seen = [group(1, { name: 'nfs-prod' }), group(2, { tags: { nfs: 'x' } })];

  it('that can select no group that was seen is told', () => {
    const selectors = [byId(9), byName('nsf-', ref('e')), byTags({ nfs: oneOf(['y']) })];
    expect(idleSelectors(policy([rule({ securityGroups: selectors })]), { groups: seen, self })).toEqual([
      'Rule the-rule: no security group has the id sg-00000009. Correct the id, or mark the selector optional.',
      `Rule the-rule: no security group is named nsf-\${e}. Create a group of that name, or correct the name, or mark the selector optional.`,
      'Rule the-rule: no security group has the tag nfs=y. Create or tag a group, or mark the selector optional.',
    ]);
  });

  it('that can select one of them is not', () => {
    const selectors = [byId(1), byName('nfs-', ref('e')), byName(star, 'prod'), byTags({ nfs: oneOf([ref('e')]) })];
    expect(idleSelectors(policy([rule({ securityGroups: selectors })]), { groups: seen, self })).toEqual([]);
  });

  it('that is optional is not', () => {
    const securityGroups = [optional(byId(9))];
    expect(idleSelectors(policy([rule({ securityGroups })]), { groups: seen, self })).toEqual([]);
  });

  it('that selects only groups of another owner is told, with the owner', () => {
    const securityGroups = [{ ...byName('nfs-prod'), owner: 'shared' }];
    expect(idleSelectors(policy([rule({ securityGroups })]), { groups: seen, self })).toEqual([
      'Rule the-rule: no security group of another account is named nfs-prod. Create a group of that name, or correct the name, or mark the selector optional.',
    ]);
  });

  it('of never that forbids no group is told once, whatever rules have it', () => {
    const never = [byName('defualt'), byName(star, 'prod')];
    const rules = [rule({ never }), rule({ name: 'other', never })];
    expect(idleSelectors(policy(rules), { groups: seen, self })).toEqual([
      'never forbids nothing here: no security group is named defualt. Correct or remove it.',
    ]);
  });

  it('is not told where no group was seen', () => {
    expect(idleSelectors(policy([rule({ securityGroups: [byId(9)] })]), { groups: [], self })).toEqual([]);
  });
});
