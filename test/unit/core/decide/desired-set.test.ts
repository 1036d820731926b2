import { expect, it } from 'vitest';
import { decide, desiredSet } from '../../../../functions/core/decide/decide.ts';
import { byId, group, live, policy, rule, sg } from '../../../support/builders.ts';

const world = live({ attached: [sg(3)], usable: [group(1), group(3)] });
const wanting = (...groups: readonly number[]) => policy([rule({ securityGroups: groups.map((n) => byId(n)) })]);

it.each([
  { when: 'its selectors find all of them', asked: wanting(1), now: wanting(1), desired: [sg(1)] },
  { when: 'one of its selectors finds none', asked: wanting(1, 2), now: wanting(1, 2), desired: [sg(1)] },
  { when: 'the policy has it no more', asked: wanting(1, 2), now: policy([]), desired: null },
])('what a rule asks for where $when', ({ asked, now, desired }) => {
  expect(desiredSet(decide(world, asked, 0), world, now)).toEqual(desired);
});
