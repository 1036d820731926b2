import { describe, expect, it } from 'vitest';
import { quote } from '../../../functions/intake/quote.ts';

describe('quote', () => {
  it.each([
    { value: undefined, shown: 'absent' },
    { value: null, shown: 'null' },
    { value: ['fs-1'], shown: 'a list' },
    { value: { id: 'fs-1' }, shown: 'an object' },
    { value: false, shown: 'false' },
    { value: 1.5, shown: '1.5' },
    { value: '', shown: '""' },
    { value: 'two\nlines "quoted"', shown: '"two\\nlines \\"quoted\\""' },
    { value: 'x'.repeat(60), shown: `"${'x'.repeat(60)}"` },
    { value: 'x'.repeat(61), shown: `"${'x'.repeat(60)}…"` },
  ])('quotes $value as $shown', ({ value, shown }) => {
    expect(quote(value)).toBe(shown);
  });
});
