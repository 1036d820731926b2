import { expect, it } from 'vitest';
import { placeKey } from '../../../../functions/core/model/place.ts';

it('names a place by its account and Region', () => {
  expect(placeKey({ account: '111122223333', region: 'eu-west-1' })).toBe('111122223333/eu-west-1');
});
