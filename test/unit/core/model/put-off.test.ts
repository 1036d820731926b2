import { expect, it } from 'vitest';
import { putOffOrRefused } from '../../../../functions/core/model/put-off.ts';
import type { ReasonCode } from '../../../../functions/core/model/reason.ts';

it.each<{ codes: ReasonCode[]; status: string }>([
  { codes: ['lease-held'], status: 'deferred' },
  { codes: ['stage-halted'], status: 'deferred' },
  { codes: ['changed-meanwhile'], status: 'deferred' },
  { codes: ['unmeasured', 'lifecycle-state'], status: 'deferred' },
  { codes: ['held'], status: 'refused' },
  { codes: ['flapping'], status: 'refused' },
  { codes: ['unconfirmed'], status: 'refused' },
  { codes: ['lease-held', 'held'], status: 'refused' },
])('what passes by itself is deferred, and the rest waits for a person: $codes is $status', ({ codes, status }) => {
  expect(putOffOrRefused(codes.map((code) => ({ code })))).toBe(status);
});
