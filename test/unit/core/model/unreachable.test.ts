import { expect, it } from 'vitest';
import { explain } from '../../../../functions/core/decide/explain.ts';
import { unreachable } from '../../../../functions/core/model/unreachable.ts';
import { live, policy } from '../../../support/builders.ts';

it('names the value that was thought impossible', () => {
  // @ts-expect-error only a value outside the union gets here
  expect(() => unreachable({ status: 'new' })).toThrow(new Error('unreachable: {"status":"new"}'));
});

it('is where a status without an explanation ends', () => {
  // @ts-expect-error no such status
  expect(() => explain({ status: 'new' }, live(), policy([]))).toThrow('unreachable: {"status":"new"}');
});
