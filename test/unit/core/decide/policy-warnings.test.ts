import { describe, expect, it } from 'vitest';
import { idleSelectors, policyWarnings } from '../../../../functions/core/decide/policy-warnings.ts';
import {
  byId,
  byName,
  byTags,
  exemption,
  group,
  mt,
  oneOf,
  policy,
  ref,
  rule,
  star,
} from '../../../support/builders.ts';

const DAY_MS = 86_400_000;

describe('a policy warns', () => {
  const warned = (expiresAt: number) =>
    policyWarnings(policy([rule()], { exemptions: [exemption({ covers: mt(1), expiresAt })] }), 1000);

  it('of an exemption that is over', () => {
    expect(warned(1000)).toEqual([
      'The exemption of fsmt-00000001 (INC-1) ended on 2026-12-31: correct its date or remove it.',
    ]);
  });

  it('of one that holds for more than 400 days', () => {
    expect(warned(1001 + 400 * DAY_MS)).toEqual([
      'The exemption of fsmt-00000001 (INC-1) holds until 2026-12-31, more than 400 days from now: give it a nearer date.',
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
    expect(idleSelectors(policy([rule({ securityGroups: selectors })]), seen)).toEqual([
      'Rule the-rule: no security group has the id sg-00000009.',
      `Rule the-rule: no security group is named nsf-\${e}.`,
      'Rule the-rule: no security group has the tag nfs=y.',
    ]);
  });

  it('that can select one of them is not', () => {
    const selectors = [byId(1), byName('nfs-', ref('e')), byName(star, 'prod'), byTags({ nfs: oneOf([ref('e')]) })];
    expect(idleSelectors(policy([rule({ securityGroups: selectors })]), seen)).toEqual([]);
  });
});
