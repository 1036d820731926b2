import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../../functions/core/model/errors.ts';
import type { Finding } from '../../../../functions/core/model/finding.ts';
import { cutShort, faultFinding, faultOf, goneFinding } from '../../../../functions/engine/findings/fault.ts';
import { fs, mt, sg } from '../../../support/builders.ts';
import { recordingJournal } from '../../../support/engine-journal.ts';

const about = { mountTargetId: mt(1), fileSystemId: fs(1) };

describe('a fault', () => {
  it.each([
    { error: new RetryableError('slow down', { code: 'throttled' }), status: 'deferred', code: 'throttled' },
    { error: new TerminalError('not you', { code: 'access-denied' }), status: 'failed', code: 'access-denied' },
  ])('of ours is $status as $code, in its own words', ({ error, status, code }) => {
    const journal = recordingJournal();
    expect(faultOf(journal, error)).toEqual({ status, code, text: error.message });
    expect(journal.warnings).toEqual([]);
  });

  it.each([new TypeError('x is not a function'), 'thrown text', undefined])(
    'of no known kind (%s) is a defect, and the journal keeps it',
    (error) => {
      const journal = recordingJournal();
      expect(faultOf(journal, error)).toEqual({
        ...{ status: 'failed', code: 'internal-error' },
        text: `unexpected error: ${String(error)}`,
      });
      expect(journal.warnings).toEqual([{ message: 'unexpected error', keys: { error } }]);
    },
  );
});

describe('the finding', () => {
  const error = new RetryableError('slow down', { code: 'throttled' });

  it('of a look in which nothing was found says so', () => {
    expect(faultFinding(recordingJournal(), about, error)).toMatchObject({
      ...about,
      ...{ status: 'deferred', reasons: ['throttled'], rule: null, before: [], after: [] },
      explanation: 'The look was cut short: slow down.',
    });
  });

  it('of a look that was cut short keeps what was found, and claims no change', () => {
    const found: Finding = {
      ...goneFinding(about),
      ...{ status: 'would-fix', rule: 'a', before: [sg(1)], after: [sg(2)], explanation: 'It drifted.' },
    };
    expect(cutShort(recordingJournal(), found, error)).toEqual({
      ...found,
      ...{ status: 'deferred', reasons: ['throttled'], after: [sg(1)] },
      explanation: 'It drifted. The look was cut short: slow down.',
    });
  });

  it.each([
    { what: 'mount target', subject: about },
    { what: 'file system', subject: { ...about, mountTargetId: null } },
  ])('about a $what that is gone says which', ({ what, subject }) => {
    expect(goneFinding(subject)).toMatchObject({
      ...{ ...subject, status: 'gone', reasons: [] },
      explanation: `The ${what} no longer exists.`,
    });
  });
});
