import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../functions/core/model/finding.ts';
import { type ReasonCode, reasonCodes } from '../../../../functions/core/model/reason.ts';
import { goneFinding } from '../../../../functions/engine/findings/fault.ts';
import { bounded, heldBack } from '../../../../functions/engine/findings/report.ts';
import { fs, mt, sg } from '../../../support/builders.ts';

const drift: Finding = {
  ...goneFinding({ mountTargetId: mt(1), fileSystemId: fs(1) }),
  ...{ status: 'would-fix', before: [sg(1)], after: [sg(2)], explanation: 'It drifted.' },
};
const because = (...codes: readonly ReasonCode[]) => codes.map((code) => ({ code, text: `because of ${code}` }));

describe('drift that is held back', () => {
  it('says that nothing changed, and every reason', () => {
    expect(heldBack(drift, because('held', 'lease-held'))).toEqual({
      ...drift,
      ...{ status: 'refused', reasons: ['held', 'lease-held'], after: [sg(1)] },
      explanation: 'It drifted. Refused: because of held; because of lease-held.',
    });
  });

  it('is called in its sentence what its status is', () => {
    const codes = fc.array(fc.constantFrom(...reasonCodes), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(codes, (some) => {
        const { status, explanation } = heldBack(drift, because(...some));
        expect(explanation).toContain(status === 'refused' ? ' Refused: ' : ' Deferred: ');
        expect(explanation).not.toContain(status === 'refused' ? ' Deferred: ' : ' Refused: ');
      }),
    );
  });
});

it('shortens an explanation without end, and no other', () => {
  expect(bounded(drift)).toEqual(drift);
  const { explanation } = bounded({ ...drift, explanation: 'x'.repeat(10_000) });
  expect(explanation).toBe(`${'x'.repeat(3000)}… (shortened)`);
});

it('names the runbook of each reason and warning once, also where the explanation is shortened', () => {
  const refused = { ...drift, reasons: ['held', 'flapping'], warnings: ['flapping'] } as const;
  const pages = ' Runbook: infra/runbooks/held.md, infra/runbooks/flapping.md';
  expect(bounded(refused).explanation).toBe(`It drifted.${pages}`);
  expect(bounded({ ...refused, explanation: 'x'.repeat(10_000) }).explanation.endsWith(`(shortened)${pages}`)).toBe(
    true,
  );
});
