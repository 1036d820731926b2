import { expect, it } from 'vitest';
import { safetyOf } from '../../../../functions/core/model/policy.ts';
import { policy, rule } from '../../../support/builders.ts';

const strict = { ...policy([]).safety, shortestPrefixV4: 24 };
const of = policy([rule({ name: 'strict', safety: strict }), rule({ name: 'plain' })]);

it.each([
  { of: 'a rule that says its own', name: 'strict', safety: strict },
  { of: 'a rule that says nothing', name: 'plain', safety: of.safety },
  { of: 'a rule that is gone', name: 'gone', safety: of.safety },
  { of: 'no rule', name: null, safety: of.safety },
])('takes the safety of $of', ({ name, safety }) => expect(safetyOf(of, name)).toBe(safety));
