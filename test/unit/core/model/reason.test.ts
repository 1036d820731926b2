import { expect, it } from 'vitest';
import { reasonCodes } from '../../../../functions/core/model/reason.ts';

it('lists every reason code once, ascending, in words that a log query can match', () => {
  expect(reasonCodes).toEqual([...new Set(reasonCodes)].sort());
  expect(reasonCodes.filter((code) => !/^[a-z]+(?:-[a-z]+)*$/.test(code))).toEqual([]);
});
