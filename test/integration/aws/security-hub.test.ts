import { type AwsSecurityFinding, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { describe, expect, it } from 'vitest';
import { securityHub } from '../../../functions/aws/organization/security-hub.ts';
import { attribute } from '../../../functions/core/model/attribution.ts';
import type { Finding } from '../../../functions/core/model/finding.ts';
import type { FileSystemId, MountTargetId } from '../../../functions/core/model/ids.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { localSecurityHub } from '../../../infra/local/security-hub/service.ts';

const place = { account: '222233334444', region: 'eu-west-1' };
const now = Date.parse('2026-11-01T00:00:00Z');
const day = 86_400_000;

const drifted = (index: number, more: Partial<Finding> = {}): Finding => ({
  mountTargetId: `fsmt-${String(index).padStart(8, '0')}` as MountTargetId,
  fileSystemId: 'fs-00000001' as FileSystemId,
  ...{ status: 'drifted', reasons: [], warnings: [], rule: 'prod', before: [], after: [], desired: [] },
  causedBy: attribute(undefined),
  ...{ previous: null, explanation: 'It drifted.' },
  ...more,
});

const scene = () => {
  const hub = localSecurityHub(place.account, place.region);
  const aws = localAws({ ...place, services: [hub.service] });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new SecurityHubClient({ region: place.region, credentials, requestHandler: aws.handler });
  const { tell } = securityHub(client, { ...place, partition: 'aws' });
  const calls = () => [aws.calls.total('securityhub:GetFindings'), aws.calls.total('securityhub:BatchImportFindings')];
  const one = (): AwsSecurityFinding | undefined => hub.findings()[0];
  return { hub, tell, calls, one };
};

describe('Security Hub of a place', () => {
  it('is asked once where nothing is wrong, and for a hundred findings at a time where much is', async () => {
    const { hub, tell, calls } = scene();
    expect(await tell([], now)).toEqual({ active: 0, sent: 0, archived: 0, refused: 0 });
    expect(calls()).toEqual([1, 0]);
    const many = Array.from({ length: 250 }, (_, index) => drifted(index));
    expect(await tell(many, now)).toEqual({ active: 250, sent: 250, archived: 0, refused: 0 });
    expect(calls()).toEqual([2, 3]);
    expect(await tell(many.slice(0, 1), now)).toEqual({ active: 1, sent: 0, archived: 249, refused: 0 });
    expect(calls()).toEqual([5, 6]);
    expect(hub.findings().filter(({ RecordState }) => RecordState === 'ACTIVE')).toHaveLength(1);
  });

  it('takes an update although the clock stands, or has gone back', async () => {
    const { tell, one } = scene();
    await tell([drifted(1)], now);
    await tell([drifted(1, { explanation: 'It drifted further.' })], now);
    expect(one()).toMatchObject({ Description: 'It drifted further.', CreatedAt: '2026-11-01T00:00:00.000Z' });
    await tell([], now - day);
    expect(one()).toMatchObject({ RecordState: 'ARCHIVED', UpdatedAt: '2026-11-01T00:00:00.002Z' });
  });

  it('is sent again what stays, before it is deleted after 90 days', async () => {
    const { tell, one } = scene();
    await tell([drifted(1)], now);
    expect(await tell([drifted(1)], now + 29 * day)).toMatchObject({ sent: 0 });
    expect(await tell([drifted(1)], now + 30 * day)).toMatchObject({ sent: 1 });
    expect(one()).toMatchObject({ UpdatedAt: '2026-12-01T00:00:00.000Z', CreatedAt: '2026-11-01T00:00:00.000Z' });
  });

  it('takes texts and lists of any length, in few bytes', async () => {
    const { hub, tell } = scene();
    const long = '\u{1f4be}'.repeat(3000);
    const before = Array.from({ length: 100 }, (_, index) => `sg-${index}` as never);
    const finding = drifted(1, { explanation: long, rule: long, before, desired: before });
    expect(await tell([finding], now)).toEqual({ active: 1, sent: 1, archived: 0, refused: 0 });
    expect(new TextEncoder().encode(JSON.stringify(hub.findings()[0])).length).toBeLessThan(20_000);
  });

  it('leaves alone what others made, and what nothing is known of', async () => {
    const { hub, tell } = scene();
    await tell([drifted(1), drifted(2, { fileSystemId: 'fs-00000002' as FileSystemId })], now);
    const unread = drifted(0, { mountTargetId: null, status: 'failed', reasons: ['access-denied'] });
    expect(await tell([unread], now)).toMatchObject({ active: 0, archived: 1 });
    expect(hub.findings().map(({ RecordState }) => RecordState)).toEqual(['ACTIVE', 'ARCHIVED']);
  });

  it('names what it did not take', async () => {
    const { tell } = scene();
    const told = await tell([drifted(1, { explanation: ' ' }), drifted(2)], now);
    expect(told).toMatchObject({ active: 2, sent: 2, refused: 1 });
    expect(told.fault).toMatch(/^Security Hub did not take 1 findings, the first .*00000001\/drift: InvalidInput/);
  });
});
