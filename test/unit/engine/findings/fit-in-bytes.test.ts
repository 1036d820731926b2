import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitInBytes } from '../../../../functions/engine/findings/fit-in-bytes.ts';

const bytesOf = (items: readonly unknown[]): number => Buffer.byteLength(JSON.stringify(items));

it.each([
  { of: 'all that there are', items: ['a', 'b'], bytes: 9, fit: ['a', 'b'] },
  { of: 'what is left for them', items: ['a', 'b'], bytes: 8, fit: ['a'] },
  { of: 'the next, after one that is too large', items: ['a', 'bcdef', 'g'], bytes: 9, fit: ['a', 'g'] },
  { of: 'bytes, not characters', items: ['漢漢', 'ab'], bytes: 8, fit: ['ab'] },
  { of: 'nothing', items: ['a'], bytes: 2, fit: [] },
])('goes by the size of $of', ({ items, bytes, fit }) => {
  expect(fitInBytes(items, bytes)).toEqual(fit);
});

it('never exceeds the bytes, keeps the order, and leaves out only what would not have gone in', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), fc.integer({ min: 2, max: 200 }), (texts, bytes) => {
      const items = texts.map((it, n) => ({ n, it }));
      const fit = fitInBytes(items, bytes);
      expect(bytesOf(fit)).toBeLessThanOrEqual(bytes);
      expect(fit).toEqual(items.filter((item) => fit.includes(item)));
      for (const left of items.filter((item) => !fit.includes(item)))
        expect(bytesOf([...fit.filter(({ n }) => n < left.n), left])).toBeGreaterThan(bytes);
    }),
  );
});
