import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { intake } from '../../functions/intake/intake.ts';
import { sweepRequest } from '../../functions/intake/sweep-request.ts';
import { functionFor } from '../../infra/function-for.ts';
import { sampleFile, sampleRows } from '../support/sample-rows.ts';

const roleArn = 'arn:aws:iam::111122223333:role/mountguard-remediate';

const readingThat = (does: string): object => {
  const [, ignored] = /^ignores it: `([\w-]+)`/.exec(does) ?? [];
  if (ignored !== undefined) return { kind: 'ignored', ignored };
  if (/^sweeps/.test(does)) return { kind: 'sweep', dryRun: /queues nothing/.test(does) };
  if (/^asks for a sweep/.test(does)) return { kind: 'look', request: { mountTargetIds: [], fileSystemIds: [] } };
  if (/^looks/.test(does)) return { kind: 'look', request: { dryRun: /writes nothing/.test(does) } };
  throw new Error(`events/README.md says what no test knows: ${does}`);
};

describe('events/README.md', () => {
  it('has a row for every sample, and no other', () => {
    const files = readdirSync(new URL('../../events/', import.meta.url)).filter((name) => name.endsWith('.json'));
    expect(
      sampleRows()
        .map(({ file }) => file)
        .toSorted(),
    ).toEqual(files.toSorted());
  });

  it.each(sampleRows())('says of $file what the function that it is sent to reads: $does', ({ file, does }) => {
    const event = sampleFile(file);
    const read = functionFor(event) === 'sweep' ? sweepRequest(event) : intake(event, { roleArn });
    expect(read).toMatchObject(readingThat(does));
  });
});

describe('npm run invoke', () => {
  it.each([
    { what: 'a payload for a sweep with a field of the wrong kind', event: { dryRun: 'yes' }, to: 'sweep' },
    {
      what: 'a payload for a sweep with a fingerprint of the wrong form',
      event: { confirm: 1, by: 'ana', reason: 'INC-0' },
      to: 'sweep',
    },
    { what: 'a payload for remediate with a field of the wrong kind', event: { fileSystemIds: 3 }, to: 'remediate' },
    { what: 'text', event: 'sweep', to: 'remediate' },
    { what: 'nothing', event: null, to: 'remediate' },
    { what: 'what neither knows', event: { detail: {} }, to: 'remediate' },
  ])('sends $what to the function that can say what is wrong: $to', ({ event, to }) => {
    expect(functionFor(event)).toBe(to);
  });
});
