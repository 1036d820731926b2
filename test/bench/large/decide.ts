import { decide } from '../../../functions/core/decide/decide.ts';
import { group, live, policy, ref, rule } from '../../support/builders.ts';
import { measure } from './measure.ts';

const references = 200_000;
const groups = 5000;

const name = Array.from({ length: references }, () => ref('k'));
const state = live({ tags: { k: 'production' }, usable: Array.from({ length: groups }, (_, n) => group(n)) });
const byReferences = policy([rule({ securityGroups: [{ by: 'name', name, optional: false }] })]);

await measure(() => {
  const { status } = decide(state, byReferences, 0);
  if (status !== 'refused') throw new Error(`no group has that name, and yet the decision is ${status}`);
});
