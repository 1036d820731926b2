import { expect, it } from 'vitest';
import { putOffOrRefused } from '../../../../functions/core/model/put-off.ts';
import { type ReasonCode, reasonCodes } from '../../../../functions/core/model/reason.ts';

const of = (...codes: readonly ReasonCode[]) => putOffOrRefused(codes.map((code) => ({ code })));

it('what passes by itself is deferred, and the rest waits for a person', () => {
  expect(reasonCodes.filter((code) => of(code) === 'deferred')).toEqual([
    'changed-meanwhile',
    'clock-skew',
    'lease-held',
    'lease-lost',
    'lifecycle-state',
    'no-response',
    'out-of-time',
    'stage-halted',
    'throttled',
    'unmeasured',
  ]);
  expect(of('unmeasured', 'lifecycle-state')).toBe('deferred');
  expect(of('lease-held', 'held')).toBe('refused');
});
